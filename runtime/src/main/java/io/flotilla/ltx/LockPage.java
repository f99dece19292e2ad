package io.flotilla.ltx;

/// The page that holds SQLite's lock bytes, at 1 GiB. It has no content, so it never travels.
public final class LockPage {

    private static final int LOCK_BYTE = 0x40000000;

    private LockPage() {}

    /// The lock page of databases with this page size.
    public static int number(int pageSize) {
        return LOCK_BYTE / pageSize + 1;
    }
}
