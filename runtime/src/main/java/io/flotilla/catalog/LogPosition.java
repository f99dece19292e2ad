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

    /// What is known at a place of the log of who may have written the database file: what a wal-index that was in use
    /// said (SQLite "WAL-mode File Format", section 2), or that nobody was there.
    sealed interface IndexMark {

        /// Nothing: the index said nothing of this place, or the file was written at that moment.
        record None() implements IndexMark {}

        /// One connection had the database alone and its index to itself, and this was the time stamp of the file, in
        /// nanoseconds since 1970-01-01 UTC. While that is so its checkpoints may move the stamp.
        record Alone(long modifiedNanos) implements IndexMark {}

        /// Nobody had the database open, and this was the time stamp of its file, in nanoseconds since 1970-01-01 UTC.
        record Closed(long modifiedNanos) implements IndexMark {}

        /// The count of commits up to the place, which starts over where the index is made anew.
        record Commits(int change, Backfill backfill) implements IndexMark {}
    }

    /// How far checkpoints had copied the log into the database.
    sealed interface Backfill {

        /// One was at work.
        record Running() implements Backfill {}

        /// So many frames were copied, and so many begun; none was being copied when the last write had left this
        /// time stamp on the database file, in nanoseconds since 1970-01-01 UTC. While both numbers are the
        /// same, nothing may move it.
        record Done(long frames, long begun, long modifiedNanos) implements Backfill {}
    }
}
