package io.flotilla.ltx;

/// The stretch of a database's write-ahead log that a file was captured from: offset and size in bytes, and the
/// two salts of the log's header. [#NONE] when the file comes from elsewhere.
public record WalSpan(long offset, long size, int salt1, int salt2) {

    public static final WalSpan NONE = new WalSpan(0, 0, 0, 0);

    /// @throws IllegalArgumentException when offset or size is negative, or there is no offset but something else
    public WalSpan {
        if (offset < 0 || size < 0) {
            throw new IllegalArgumentException("WAL offset " + offset + " or size " + size + " is negative");
        }
        if (offset == 0 && (size != 0 || salt1 != 0 || salt2 != 0)) {
            throw new IllegalArgumentException("WAL size or salts are set, but the WAL offset is 0");
        }
    }
}
