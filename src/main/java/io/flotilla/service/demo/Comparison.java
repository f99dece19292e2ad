package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// Compares restored databases with their references, page by page, and with the ledger, row by row.
///
/// Nothing is written: restored files are opened as immutable.
public final class Comparison {

    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");

    private final Tree references;
    private final Ledger ledger;

    /// @param references closed databases without logs, as {@link Reference} makes them
    public Comparison(Tree references, Ledger ledger) {
        this.references = references;
        this.ledger = ledger;
    }

    /// All that is wrong in a restored tree: nothing, where every database is what it was.
    ///
    /// @throws IOException if a file cannot be read
    public List<Mismatch> mismatches(Path restoredRoot) throws IOException {
        Tree restored = references.at(restoredRoot);
        List<Mismatch> mismatches = new ArrayList<>(strangers(restored));
        for (String database : references.databases()) {
            differences(database, restored.file(database)).stream()
                    .map(text -> new Mismatch(database, text))
                    .forEach(mismatches::add);
        }
        return mismatches;
    }

    /// What is wrong with an earlier state of a database: nothing, where it is sound, and has the transactions of the
    /// ledger up to one of them and no others.
    public List<String> faultsOfEarlierState(String database, Path restored) {
        try (Connection connection = Sql.openImmutable(restored)) {
            long last = Sql.number(connection, "SELECT coalesce(max(seq), 0) FROM ledger");
            List<Entry> until = ledger.entries(database).stream()
                    .filter(entry -> entry.sequence() <= last)
                    .toList();
            List<String> faults = new ArrayList<>(Rows.differences(connection, until));
            faults.addAll(Soundness.faults(connection));
            return faults;
        } catch (SQLException e) {
            return List.of("SQLite cannot read it: " + e.getMessage());
        }
    }

    private List<String> differences(String database, Path restored) throws IOException {
        if (!Files.isRegularFile(restored)) {
            return List.of("was not restored");
        }
        List<String> differences = new ArrayList<>(Pages.differences(references.file(database), restored));
        try (Connection connection = Sql.openImmutable(restored)) {
            differences.addAll(Rows.differences(connection, ledger.entries(database)));
            differences.addAll(Soundness.faults(connection));
        } catch (SQLException e) {
            differences.add("SQLite cannot read it: " + e.getMessage());
        }
        return differences;
    }

    /// Files that a restore has no reason to make; a left-over log would change the database that it lies
    /// beside.
    private static List<Mismatch> strangers(Tree restored) throws IOException {
        if (!Files.isDirectory(restored.root())) {
            return List.of();
        }
        List<Path> known = restored.databases().stream().map(restored::file).toList();
        var expected = new HashSet<>(known);
        try (Stream<Path> files = Files.walk(restored.root())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !expected.contains(file))
                    .map(file -> new Mismatch(
                            restored.root().relativize(file).toString(),
                            SIDECARS.stream().anyMatch(file.toString()::endsWith)
                                    ? "the restore left this beside a database"
                                    : "there was no such database"))
                    .toList();
        }
    }
}
