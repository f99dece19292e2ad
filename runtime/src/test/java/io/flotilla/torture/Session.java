package io.flotilla.torture;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The connections of one process to one database: its own, and where it has one, that of its shell. Each is opened
/// when it is needed. For one thread.
final class Session {

    private final Path database;
    private final Habit habit;
    private final boolean syncs;
    private final Random random;
    private Optional<JdbcApplication> own = Optional.empty();
    private Optional<ShellApplication> shell = Optional.empty();

    Session(WorkOrder order) {
        this.database = order.database();
        this.habit = order.habit();
        this.syncs = order.manner().syncs();
        this.random = new Random(order.seed());
    }

    JdbcApplication own() throws SQLException {
        if (own.isEmpty()) {
            JdbcApplication opened = JdbcApplication.open(database);
            own = Optional.of(opened);
            opened.execute(habit.pragmas(random, syncs));
        }
        return own.get();
    }

    ShellApplication shell() throws SQLException {
        if (shell.isEmpty()) {
            ShellApplication opened = ShellApplication.open(database);
            shell = Optional.of(opened);
            opened.execute(habit.pragmas(random, syncs));
        }
        return shell.get();
    }

    boolean isOpen() {
        return own.isPresent();
    }

    boolean hasShell() {
        return shell.isPresent();
    }

    /// Another connection, which has read and holds what it read from.
    JdbcApplication reader() throws SQLException {
        JdbcApplication reader = JdbcApplication.open(database);
        reader.execute(List.of("PRAGMA busy_timeout=5000", "BEGIN", Bank.COMMITS));
        return reader;
    }

    void closeShell() throws SQLException {
        Optional<ShellApplication> open = shell;
        shell = Optional.empty();
        if (open.isPresent()) {
            open.get().close();
        }
    }

    void close() throws SQLException {
        closeShell();
        Optional<JdbcApplication> open = own;
        own = Optional.empty();
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
