package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/// A database with a ledger for tests: one template, written by one writer in this process.
record Shop(Path directory, long seed) {

    static final String NAME = "shop.db";

    static Shop create(Path directory, Shape shape, long seed) throws SQLException {
        Template.create(directory.resolve(NAME), shape, seed);
        return new Shop(directory, seed);
    }

    Path file() {
        return directory.resolve(NAME);
    }

    Path ledgerFile() {
        return directory.resolve("shop.ledger");
    }

    /// Commits transactions of about so many pages, and leaves the connection open.
    Connection write(int transactions, int pages) throws SQLException, IOException {
        Connection connection = Sql.open(file());
        Sql.execute(connection, "PRAGMA foreign_keys = ON");
        Sql.execute(connection, "PRAGMA synchronous = OFF");
        try (var ledger = LedgerFile.open(ledgerFile())) {
            var transaction = new Transaction(1, new Random(seed), InstantSource.system(), ledger);
            int committed = 0;
            while (committed < transactions) {
                committed += transaction.run(connection, NAME, pages) ? 1 : 0;
            }
        }
        return connection;
    }

    Ledger ledger() throws IOException {
        return Ledger.read(List.of(ledgerFile()));
    }
}
