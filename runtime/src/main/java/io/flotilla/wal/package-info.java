/// SQLite's files as bytes: database header, WAL header, frames and checksums, wal-index, rollback journal.
/// Pure reading of what is there; no policy, no clock, no threads.
@NullMarked
package io.flotilla.wal;

import org.jspecify.annotations.NullMarked;
