package io.flotilla.discovery;

import java.util.Arrays;

/// A fixed number of directories as columns: 27 bytes each.
final class DirectoryBlock {

    static final int DIRECTORIES = 1024;

    static final byte[] NO_PATH = {};

    final long[] stamp = new long[DIRECTORIES];

    /// Seconds since 1970, rounded down.
    final int[] listedAt = new int[DIRECTORIES];

    final int[] watch = new int[DIRECTORIES];
    final byte[] flags = new byte[DIRECTORIES];

    /// The row of the catalog that came to it last; 0 where none did.
    final int[] latestRow = new int[DIRECTORIES];

    final byte[][] ownPath = new byte[DIRECTORIES][];

    /// The root below which it was found by its own name, counted from 1; 0 where it was not.
    final short[] root = new short[DIRECTORIES];

    DirectoryBlock() {
        Arrays.fill(ownPath, NO_PATH);
    }

    /// How many bytes of the path of a file are those of its directory.
    static int directoryLength(byte[] path) {
        int end = path.length - 1;
        while (path[end] != '/') {
            end--;
        }
        return Math.max(end, 1);
    }
}
