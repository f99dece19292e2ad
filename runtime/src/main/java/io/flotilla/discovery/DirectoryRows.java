package io.flotilla.discovery;

import io.flotilla.catalog.DatabaseId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which rows of the catalog are in one directory, and what was noted of each: five bytes a row. Who knows the row that
/// came to a directory last finds the others. For use by one thread at a time.
final class DirectoryRows {

    /// By row: the one that came to its directory before; 0 where none did.
    private int[] before = new int[16];

    private byte[] notes = new byte[16];

    /// How many rows are in their directories: the first ones of the catalog.
    private int size;

    int size() {
        return size;
    }

    /// The next row is in the directory to which this one came last, 0 where none did. Gives its number.
    int add(int latest) {
        int row = ++size;
        if (row >= before.length) {
            before = Arrays.copyOf(before, row + row / 8 + 16);
            notes = Arrays.copyOf(notes, before.length);
        }
        before[row] = latest;
        return row;
    }

    /// The rows in a directory, as databases.
    List<DatabaseId> databases(int latest) {
        List<DatabaseId> databases = new ArrayList<>();
        for (int row = latest; row > 0; row = before[row]) {
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

    void forgetNotes(int latest) {
        for (int row = latest; row > 0; row = before[row]) {
            notes[row] = 0;
        }
    }
}
