package io.flotilla.crash;

import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who writes the databases of one run: real SQLite in a process of its own, which serves one run after another.
final class Application {

    private final SqliteProcess process;
    private final Path source;
    private final Observer observer;
    private int written;
    private final Map<String, SqliteProcess.Connection> connections = new LinkedHashMap<>();

    /// Sees the states that the databases have while nobody writes.
    interface Observer {

        Observer NONE = new Observer() {
            @Override
            public void statement(Path source, String database) {}

            @Override
            public void written(Path source) {}
        };

        /// One statement was executed.
        void statement(Path source, String database) throws IOException;

        /// What belongs together was written.
        void written(Path source) throws IOException;
    }

    Application(SqliteProcess process, Path source, Observer observer) {
        this.process = process;
        this.source = source;
        this.observer = observer;
    }

    /// What was written up to here is a state by itself, which a replica may have.
    void isWritten() throws IOException {
        written++;
        observer.written(source);
    }

    /// How many such states there were.
    int written() {
        return written;
    }

    /// Runs statements on the connection that stays open from its first use on.
    void execute(String database, String... statements) throws IOException {
        SqliteProcess.Connection connection = connections.get(database);
        if (connection == null) {
            connection = process.open(file(database));
            connections.put(database, connection);
        }
        for (String statement : statements) {
            connection.execute(statement);
            observer.statement(source, database);
        }
    }

    /// Opens a database, runs statements, and closes it.
    void once(String database, String... statements) throws IOException {
        SqliteProcess.Connection connection = process.open(file(database));
        for (String statement : statements) {
            connection.execute(statement);
            observer.statement(source, database);
        }
        connection.close();
    }

    /// Ends all connections in order.
    void close() {
        connections.values().forEach(SqliteProcess.Connection::close);
        connections.clear();
    }

    private Path file(String database) throws IOException {
        Path file = source.resolve(database);
        Files.createDirectories(file.resolveSibling(""));
        return file;
    }
}
