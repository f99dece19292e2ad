package io.flotilla.catalog;

/// Where in the `-wal` the next commit begins.
public sealed interface LogPosition {

    /// Behind the last shipped commit: the salts of the log's header, the offset in bytes, and the running
    /// checksum of the frame that ends there (SQLite file format, section 4); and what the wal-index said then.
    record At(int salt1, int salt2, long offset, int checksum1, int checksum2, IndexMark index) implements LogPosition {

        public At {
            if (offset < 0) {
                throw new IllegalArgumentException("An offset in a log is not negative: " + offset);
            }
        }
    }

    /// Nowhere that could be proved: the next capture compares pages.
    record Unknown() implements LogPosition {}

    /// What a wal-index that was in use said at a place in its log (SQLite "WAL-mode File Format", section 2).
    sealed interface IndexMark {

        /// Nothing: no connection shared one.
        record None() implements IndexMark {}

        /// The count of commits up to the place, which starts over where the index is made anew.
        record Commits(int change, Backfill backfill) implements IndexMark {}
    }

    /// How far checkpoints had copied the log into the database.
    sealed interface Backfill {

        /// One was at work.
        record Running() implements Backfill {}

        /// So many frames, none being copied; and the time stamp that its last write had left on the database file,
        /// in nanoseconds since 1970-01-01 UTC. While the frames are the same, nothing else may move it.
        record Done(long frames, long modifiedNanos) implements Backfill {}
    }
}
