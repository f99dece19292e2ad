package io.flotilla.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An application for all tests of a class: it starts before the first one and ends after the last one.
public final class OneApplication implements BeforeAllCallback, AfterAllCallback {

    private SqliteProcess process;

    @Override
    public void beforeAll(ExtensionContext context) {
        process = SqliteProcess.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        process.close();
    }

    /// As [SqliteProcess#open].
    public SqliteProcess.Connection open(Path database, String... statements) {
        return process.open(database, statements);
    }
}
