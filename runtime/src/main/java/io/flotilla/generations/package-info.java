/// Reads what Litestream v0.3 left on a target: generations of snapshots and of segments of the write-ahead
/// log.
@NullMarked
package io.flotilla.generations;

import org.jspecify.annotations.NullMarked;
