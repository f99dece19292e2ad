package io.flotilla.discovery;

import io.flotilla.catalog.DatabaseId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which rows of the catalog are in which directory, and what was noted of each: five bytes a row. For use by
/// one thread at a time.
final class DirectoryRows {

    private static final int LAST = -1;

    /// By directory: the row that came to it last; 0 where none did.
    private int[] first = new int[16];

    /// By row: the one that came to its directory before, or [#LAST].
    private int[] next = new int[16];

    private byte[] notes = new byte[16];

    /// How many rows are in their directories: the first ones of the catalog.
    private int size;

    int size() {
        return size;
    }

    /// The next row is in this directory.
    void add(int directory) {
        int row = ++size;
        if (row >= next.length) {
            next = Arrays.copyOf(next, row + row / 4 + 16);
            notes = Arrays.copyOf(notes, next.length);
        }
        if (directory >= first.length) {
            first = Arrays.copyOf(first, directory + directory / 4 + 16);
        }
        next[row] = first[directory] == 0 ? LAST : first[directory];
        first[directory] = row;
    }

    /// One of the rows in a directory; 0 where there is none.
    int any(int directory) {
        return directory < first.length ? first[directory] : 0;
    }

    /// The rows in a directory, as databases.
    List<DatabaseId> databases(int directory) {
        List<DatabaseId> databases = new ArrayList<>();
        for (int row = any(directory); row > 0; row = next[row]) {
            databases.add(new DatabaseId(row));
        }
        return databases;
    }

    byte note(DatabaseId database) {
        return notes[database.value()];
    }

    void note(DatabaseId database, byte note) {
        notes[database.value()] = note;
    }

    void forgetNotes(int directory) {
        for (int row = any(directory); row > 0; row = next[row]) {
            notes[row] = 0;
        }
    }
}
