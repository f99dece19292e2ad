package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

/// What a database is, by SQLite's own word: a copy of it with its log written back by SQLite.
///
/// The copy is made of the database and its log. The wal-index stays behind: without one SQLite reads the
/// log itself and checks each frame, as it does after a crash, so the outcome depends on the durable files
/// alone. A checkpoint writes the last image of each page in the log and sets the file's length to that of
/// the last commit; it changes no byte in a page. So all bytes are those that a right restore has, the WAL
/// mode in bytes 18 and 19 of the header included. The one page that says nothing is the one at 1 GiB,
/// where SQLite keeps its locks: see {@link Pages}.
public final class Reference {

    private Reference() {}

    /// Makes the reference of a database that no process has open. The original is only read.
    ///
    /// @throws IOException if a file cannot be read or written
    /// @throws SQLException if SQLite does not take the copy for a database
    public static void make(Path original, Path reference) throws IOException, SQLException {
        Files.createDirectories(reference.toAbsolutePath().getParent());
        Files.copy(original, reference, StandardCopyOption.REPLACE_EXISTING);
        Path log = log(original);
        if (!Files.exists(log)) {
            return;
        }
        Files.copy(log, log(reference), StandardCopyOption.REPLACE_EXISTING);
        try (Connection connection = Sql.open(reference)) {
            long busy = Sql.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            if (busy != 0) {
                throw new IOException("Somebody else has the copy " + reference + " open");
            }
        }
        Files.deleteIfExists(log(reference));
    }

    /// References of all databases of a tree, at the same paths below another root.
    static Tree make(Tree originals, Path root) throws IOException, SQLException {
        Tree references = originals.at(root);
        for (String database : originals.databases()) {
            make(originals.file(database), references.file(database));
        }
        return references;
    }

    static Path log(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }
}
