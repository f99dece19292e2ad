package io.flotilla.service.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;

/// The database from which all others of one shape are copied: a small shop.
///
/// It is in WAL mode and closed, so the file alone is the whole database.
public final class Template {

    private static final int CUSTOMERS = 30;

    private static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE customers (
              id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, city TEXT NOT NULL)""",
            """
            CREATE TABLE orders (
              id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
              state TEXT NOT NULL, total INTEGER NOT NULL)""",
            """
            CREATE TABLE items (
              order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, line INTEGER NOT NULL,
              product TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (order_id, line)) WITHOUT ROWID""",
            """
            CREATE TABLE attachments (
              id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
              name TEXT NOT NULL, content BLOB NOT NULL)""",
            "CREATE INDEX orders_by_customer ON orders(customer)",
            "CREATE INDEX attachments_by_order ON attachments(order_id)",
            """
            CREATE VIEW order_sums AS
              SELECT orders.id, customers.name, orders.total, count(items.line) AS lines
              FROM orders JOIN customers ON customers.id = orders.customer LEFT JOIN items ON items.order_id = orders.id
              GROUP BY orders.id""",
            """
            CREATE TABLE ledger (
              seq INTEGER PRIMARY KEY, writer INTEGER NOT NULL, payload BLOB NOT NULL, digest TEXT NOT NULL)""");

    private Template() {}

    /// Creates the template file.
    ///
    /// @throws SQLException if the file exists with other tables, or cannot be written
    public static void create(Path file, Shape shape, long seed) throws SQLException {
        create(file, shape, seed, CUSTOMERS);
    }

    /// The same with so many customers.
    static void create(Path file, Shape shape, long seed, int customers) throws SQLException {
        try (Connection connection = Sql.open(file)) {
            Sql.execute(connection, "PRAGMA page_size = " + shape.pageSize());
            Sql.execute(connection, "PRAGMA auto_vacuum = " + shape.autoVacuum());
            Sql.execute(connection, "PRAGMA journal_mode = WAL");
            Sql.execute(connection, "BEGIN");
            for (String definition : SCHEMA) {
                Sql.execute(connection, definition);
            }
            // Another generator than the writers have: one with their seed would bring their mail addresses again.
            var changes = new Changes(connection, new SplittableRandom(seed));
            for (int i = 0; i < customers; i++) {
                changes.insertOrder();
            }
            Sql.execute(connection, "COMMIT");
        }
    }
}
