package io.flotilla.sqlite;

import java.nio.file.Path;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An application for all tests of a class. Its connections are closed after the last one; the process serves the next
/// class, and ends with the tests: its input ends then.
public final class OneApplication implements BeforeAllCallback, AfterAllCallback {

    private static final BlockingDeque<SqliteProcess> RESTING = new LinkedBlockingDeque<>();

    private @Nullable SqliteProcess process;

    @Override
    public void beforeAll(ExtensionContext context) {
        SqliteProcess rested = RESTING.poll();
        process = rested == null ? SqliteProcess.start() : rested;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        running().closeConnections();
        RESTING.add(running());
    }

    /// As [SqliteProcess#open].
    public SqliteProcess.Connection open(Path database, String... statements) {
        return running().open(database, statements);
    }

    private SqliteProcess running() {
        if (process == null) {
            throw new IllegalStateException("There is no application before the first test of a class");
        }
        return process;
    }
}
