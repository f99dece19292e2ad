/// Merges the files of replicas into those of higher levels, takes snapshots, and removes what no restore
/// needs: from the target alone, never from a database.
@NullMarked
package io.flotilla.compaction;

import org.jspecify.annotations.NullMarked;
