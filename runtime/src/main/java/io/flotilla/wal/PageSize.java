package io.flotilla.wal;

/// The sizes that a page can have: powers of two from 512 to 65536.
public final class PageSize {

    /// The largest page; stored as 1 where a field has 16 bits.
    public static final int LARGEST = 65536;

    private static final int SMALLEST = 512;

    private PageSize() {}

    /// Whether a page can have this size.
    public static boolean isValid(int bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST && Integer.bitCount(bytes) == 1;
    }

    /// The page that holds byte 2^30 of the file. SQLite locks bytes in it and never uses it (file format,
    /// 1.6).
    public static int lockPage(int pageSize) {
        return 0x40000000 / pageSize + 1;
    }
}
