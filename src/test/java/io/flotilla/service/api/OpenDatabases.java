package io.flotilla.service.api;

import io.flotilla.service.packaged.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Databases in WAL mode with a connection each, and a program that soon says that they are late.
final class OpenDatabases implements AutoCloseable {

    static final int LAG_SECONDS = 5;
    static final int LOOP_SECONDS = 10;

    private final Path directory;
    private final List<Connection> connections = new ArrayList<>();

    OpenDatabases(Path directory, int number) throws Exception {
        this.directory = Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < number; i++) {
            connections.add(DriverManager.getConnection("jdbc:sqlite:" + this.directory.resolve(i + ".db")));
        }
        execute("pragma journal_mode=wal", "create table t(x)");
    }

    String directory() {
        return directory.toString();
    }

    /// A commit in each.
    void write() throws SQLException {
        execute("insert into t values (1)");
    }

    private void execute(String... sql) throws SQLException {
        for (Connection connection : connections) {
            try (Statement statement = connection.createStatement()) {
                for (String each : sql) {
                    statement.execute(each);
                }
            }
        }
    }

    /// @param more options of Java
    static Program program(Path log, String... more) {
        Program usual = Program.flotilla(log);
        List<String> command = new ArrayList<>(List.of(
                "env",
                "FLOTILLA_HEALTH_LAG=" + LAG_SECONDS + "s",
                "FLOTILLA_HEALTH_LATE_DATABASES=0",
                "FLOTILLA_HEALTH_LOOP_AGE=" + LOOP_SECONDS + "s"));
        command.add(usual.command().getFirst());
        command.addAll(List.of(more));
        command.addAll(usual.command().subList(1, usual.command().size()));
        return new Program(command, log);
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
