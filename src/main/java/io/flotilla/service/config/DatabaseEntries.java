package io.flotilla.service.config;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/// The entries of `dbs`, in the order of the file. Each is made anew when it is asked for: one of a million costs the
/// bytes of its texts and some ten more. To be filled by one thread.
final class DatabaseEntries extends AbstractList<DatabaseEntry> implements RandomAccess {

    private static final int DIRECTORY = 1;
    private static final int OTHER_PATH = 2;

    private final Records records = new Records();

    /// Which keys an entry has, in their order: there are few such lists, however many entries.
    private final List<String[]> shapes = new ArrayList<>();

    private final Map<List<String>, Integer> numbers = new HashMap<>();

    @Override
    public boolean add(DatabaseEntry entry) {
        Values values = entry.values();
        boolean isOther = !entry.path().equals(values.text(place(entry.isDirectory())));
        records.number((entry.isDirectory() ? DIRECTORY : 0) | (isOther ? OTHER_PATH : 0));
        records.number(entry.line());
        if (isOther) {
            records.text(entry.path());
        }
        records.number(numbers.computeIfAbsent(values.keys(), keys -> {
            shapes.add(keys.toArray(String[]::new));
            return shapes.size() - 1;
        }));
        values.forEach((text, line) -> records.text(text).number(line - entry.line()));
        records.end();
        return true;
    }

    @Override
    public DatabaseEntry get(int index) {
        Records.Reader record = records.read(index);
        int flags = record.number();
        int line = record.number();
        String other = (flags & OTHER_PATH) == 0 ? "" : record.text();
        String[] keys = shapes.get(record.number());
        String[] texts = new String[keys.length];
        int[] lines = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            texts[i] = record.text();
            lines[i] = line + record.number();
        }
        var values = new Values(keys, texts, lines);
        boolean isDirectory = (flags & DIRECTORY) != 0;
        String path = (flags & OTHER_PATH) == 0 ? values.text(place(isDirectory)) : other;
        return new DatabaseEntry(path, isDirectory, line, values);
    }

    @Override
    public int size() {
        return records.size();
    }

    private static String place(boolean isDirectory) {
        return isDirectory ? "dir" : "path";
    }
}
