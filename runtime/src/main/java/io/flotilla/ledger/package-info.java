/// What the pages of databases do not say, in small files beside the replicas: which databases there were,
/// since when they are gone, and who may read and write them.
@NullMarked
package io.flotilla.ledger;

import org.jspecify.annotations.NullMarked;
