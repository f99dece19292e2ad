package io.flotilla.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Databases of an application, for a fleet to find.
record SourceDirectory(Path path) {

    /// Writes a database in WAL mode, and closes it.
    void write(String name, String... statements) throws IOException, SQLException {
        Path database = path.resolve(name);
        Files.createDirectories(database.getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// As `write`, for hooks that may not throw.
    Runnable writing(String name, String... statements) {
        return () -> {
            try {
                write(name, statements);
            } catch (IOException | SQLException failure) {
                throw new IllegalStateException(failure);
            }
        };
    }

    /// Copies a directory and all below it.
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /// Removes a directory and all below it.
    static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
