package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// What all writers together were told is committed, kept outside the databases. Immutable once read.
public final class Ledger {

    private final Map<String, NavigableMap<Long, Entry>> databases;

    private Ledger(Map<String, NavigableMap<Long, Entry>> databases) {
        this.databases = databases;
    }

    /// Reads the ledger files of all writers. An unfinished last line is that of a killed writer and does
    /// not count.
    ///
    /// @throws IOException if a file cannot be read
    /// @throws IllegalArgumentException if a line is malformed, or two lines claim the same sequence of a
    ///     database
    public static Ledger read(Collection<Path> files) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Entry::parse)
                    .forEach(entries::add);
        }
        return of(entries);
    }

    public static Ledger of(Collection<Entry> entries) {
        Map<String, NavigableMap<Long, Entry>> databases = new HashMap<>();
        for (Entry entry : entries) {
            Entry other = databases
                    .computeIfAbsent(entry.database(), name -> new TreeMap<>())
                    .put(entry.sequence(), entry);
            if (other != null) {
                throw new IllegalArgumentException("Two writers claim sequence " + entry.sequence() + " of "
                        + entry.database() + ": SQLite let both commit it, or two ledgers are mixed up");
            }
        }
        return new Ledger(databases);
    }

    /// The committed transactions of a database, in order; empty where nobody wrote it.
    public List<Entry> entries(String database) {
        return List.copyOf(databases.getOrDefault(database, new TreeMap<>()).values());
    }

    /// The databases that were written.
    Set<String> databases() {
        return Set.copyOf(databases.keySet());
    }

    public List<Entry> all() {
        return databases.values().stream()
                .flatMap(entries -> entries.values().stream())
                .toList();
    }

    public long transactions() {
        return databases.values().stream().mapToLong(Map::size).sum();
    }

    /// How many databases were written at all.
    public int written() {
        return databases.size();
    }
}
