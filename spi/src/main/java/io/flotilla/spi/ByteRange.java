package io.flotilla.spi;

/// A part of an object: `length` bytes from `offset` on. A range that reaches past the end gives what is there.
public record ByteRange(long offset, long length) {

    /// The whole object.
    public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

    public ByteRange {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "A range starts at 0 or later and is not empty: " + offset + "+" + length);
        }
    }

    /// The first bytes of an object.
    public static ByteRange first(long length) {
        return new ByteRange(0, length);
    }

    /// Everything from an offset on.
    public static ByteRange from(long offset) {
        return new ByteRange(offset, Long.MAX_VALUE);
    }
}
