package io.flotilla.catalog;

/// Where in the `-wal` the next commit begins.
public sealed interface LogPosition {

    /// Behind the last shipped commit: the salts of the log's header, the offset in bytes, and the running
    /// checksum of the frame that ends there (SQLite file format, section 4).
    record At(int salt1, int salt2, long offset, int checksum1, int checksum2) implements LogPosition {

        public At {
            if (offset < 0) {
                throw new IllegalArgumentException("An offset in a log is not negative: " + offset);
            }
        }
    }

    /// Nowhere that could be proved: the next capture compares pages.
    record Unknown() implements LogPosition {}
}
