package io.flotilla.service.bench;

import io.flotilla.service.demo.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The database that those of the benchmark are copies of: 16 KiB, four pages, in WAL mode.
final class BenchTemplate {

    private static final List<String> STATEMENTS = List.of(
            "PRAGMA page_size = 4096",
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE events (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
            "CREATE INDEX customers_by_name ON customers (name)",
            "INSERT INTO customers (name) VALUES ('first'), ('second'), ('third')");

    private BenchTemplate() {}

    static void create(Path file) throws SQLException {
        try (Connection connection = Sql.open(file)) {
            for (String each : STATEMENTS) {
                Sql.execute(connection, each);
            }
        }
    }
}
