/// A database as of a TXID, from the target alone.
@NullMarked
package io.flotilla.restore;

import org.jspecify.annotations.NullMarked;
