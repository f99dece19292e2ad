package io.flotilla.service.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether the keys of an entry of `dbs` go together, and with those of the entries before it. For one thread.
final class DatabaseChecks {

    private final Host host;
    private final Findings findings;
    private final List<DatabaseEntry> entries;
    private final FirstUses paths;

    /// The first database with a snapshot setting of its own, by the key.
    private final Map<String, Values.Value> snapshots = new HashMap<>();

    private int size;

    /// @param entries those that were taken before; whoever calls adds to them
    DatabaseChecks(Host host, Findings findings, List<DatabaseEntry> entries) {
        this.host = host;
        this.findings = findings;
        this.entries = entries;
        this.paths = new FirstUses(number -> entries.get(number).path());
    }

    /// How many were taken.
    int size() {
        return size;
    }

    /// The entry; absent where it says nothing that could be gone on with.
    Optional<DatabaseEntry> take(Node item, Values values) {
        size++;
        int line = item.line();
        boolean isDirectory = values.find("dir").isPresent();
        Optional<Values.Value> place = values.find(isDirectory ? "dir" : "path");
        checkTogether(values, line, isDirectory);
        checkSnapshot(values, "snapshot.interval");
        checkSnapshot(values, "snapshot.retention");
        if (place.isEmpty()) {
            findings.problem(line, "a database has a 'path', and a directory of databases a 'dir'");
            return Optional.empty();
        }
        try {
            String path = host.absolute(place.get().text());
            if (!isDirectory) {
                checkOnce(path, place.get().line());
            }
            return Optional.of(new DatabaseEntry(path, isDirectory, line, values));
        } catch (IllegalArgumentException noPath) {
            findings.problem(place.get().line(), String.valueOf(noPath.getMessage()));
            return Optional.empty();
        }
    }

    private void checkOnce(String path, int line) {
        paths.note(path, entries.size())
                .ifPresent(number -> findings.problem(
                        line,
                        path + " is listed on line " + line(entries.get(number))
                                + " already: a database has one replica"));
    }

    private static int line(DatabaseEntry entry) {
        return entry.values().line("path", entry.line());
    }

    private void checkTogether(Values values, int line, boolean isDirectory) {
        if (isDirectory && values.find("path").isPresent()) {
            findings.problem(line, "an entry has 'path' or 'dir', not both");
        }
        if (isDirectory && values.find("pattern").isEmpty()) {
            findings.problem(line, "'dir' needs a 'pattern', such as '*.db'");
        }
        if (!isDirectory) {
            refuse(values, "watch", "'watch' is of a directory: there is no 'dir'", values.isTrue("watch"));
            refuse(values, "meta-dir", "'meta-dir' is of a directory: there is no 'dir'", true);
            refuse(values, "pattern", "'pattern' is of a directory: there is no 'dir'", true);
            refuse(values, "recursive", "'recursive' is of a directory: there is no 'dir'", values.isTrue("recursive"));
        }
        refuse(
                values,
                "meta-path",
                "an entry has 'meta-path' or 'meta-dir', not both",
                values.find("meta-dir").isPresent());
    }

    private void refuse(Values values, String key, String why, boolean isWrong) {
        values.find(key).filter(value -> isWrong).ifPresent(value -> findings.problem(value.line(), why));
    }

    /// What the top says of snapshots goes before what databases say.
    void compareSnapshots(Values top) {
        snapshots.forEach((key, value) -> top.find(key)
                .filter(said -> !Plain.duration(said.text()).equals(Plain.duration(value.text())))
                .ifPresent(said -> findings.note(
                        value.line(),
                        "'" + key + "' is '" + said.text() + "' on line " + said.line()
                                + ", and what stands at the top counts for all")));
    }

    private void checkSnapshot(Values values, String key) {
        values.find(key).ifPresent(value -> {
            Values.Value first = snapshots.putIfAbsent(key, value);
            if (first != null && !Plain.duration(first.text()).equals(Plain.duration(value.text()))) {
                findings.problem(
                        value.line(),
                        "'" + key + "' is '" + first.text() + "' on line " + first.line()
                                + ", and all databases have the same");
            }
        });
    }
}
