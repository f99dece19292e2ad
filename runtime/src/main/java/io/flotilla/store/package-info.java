/// LTX files on a target: the only place that builds or reads a key of a replica.
@NullMarked
package io.flotilla.store;

import org.jspecify.annotations.NullMarked;
