package io.flotilla.service.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What one transaction does to the shop's tables. The choices come from the random generator alone, so a
/// seed and a start state give the same pages again. Used by one thread.
final class Changes {

    private static final int LARGEST_BLOB_BYTES = 256 * 1024;

    /// From here on a large transaction deletes instead of adding.
    private static final long LARGEST_DATABASE_BYTES = 8L << 20;

    private final Connection connection;
    private final RandomGenerator random;

    Changes(Connection connection, RandomGenerator random) {
        this.connection = connection;
        this.random = random;
    }

    /// Changes about as many pages as asked: a few by rows, more by blobs, or fewer where the database is
    /// large and shrinks instead.
    void apply(int pages) throws SQLException {
        if (pages < 5) {
            changeRows(pages);
            return;
        }
        long pageBytes = Sql.number(connection, "PRAGMA page_size");
        long databaseBytes = Sql.number(connection, "PRAGMA page_count") * pageBytes;
        if (databaseBytes > LARGEST_DATABASE_BYTES) {
            shrink();
            return;
        }
        changeBlobs(pages * pageBytes);
    }

    void insertOrder() throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO customers (name, email, city) VALUES (?, ?, ?)",
                word("Customer"),
                word("mail") + "@example.org",
                word("City"));
        Sql.update(
                connection,
                "INSERT INTO orders (customer, state, total) VALUES (last_insert_rowid(), 'new', ?)",
                random.nextInt(100_000));
        long order = Sql.number(connection, "SELECT last_insert_rowid()");
        int lines = 1 + random.nextInt(5);
        for (int line = 1; line <= lines; line++) {
            Sql.update(
                    connection,
                    "INSERT INTO items VALUES (?, ?, ?, ?)",
                    order,
                    line,
                    word("Product"),
                    1 + random.nextInt(9));
        }
        if (random.nextInt(4) == 0) {
            attach(order, 1 + random.nextInt(3000));
        }
    }

    private void changeRows(int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> insertOrder();
                case 3, 4 -> updateOrder();
                case 5 -> updateCustomer();
                case 6 -> deleteOrder();
                default -> deleteCustomer();
            }
        }
    }

    private void updateOrder() throws SQLException {
        Sql.update(
                connection,
                "UPDATE orders SET state = ?, total = ? WHERE id = ?",
                random.nextBoolean() ? "paid" : "sent",
                random.nextInt(100_000),
                someOrder());
    }

    private void updateCustomer() throws SQLException {
        Sql.update(
                connection,
                "UPDATE customers SET city = ? WHERE id = (SELECT customer FROM orders WHERE id = ?)",
                word("City"),
                someOrder());
    }

    private void deleteOrder() throws SQLException {
        Sql.update(connection, "DELETE FROM orders WHERE id = ?", someOrder());
    }

    private void deleteCustomer() throws SQLException {
        Sql.update(
                connection, "DELETE FROM customers WHERE id = (SELECT customer FROM orders WHERE id = ?)", someOrder());
    }

    private void changeBlobs(long bytes) throws SQLException {
        insertOrder();
        long order = Sql.number(connection, "SELECT max(id) FROM orders");
        long left = bytes;
        while (left > 0) {
            int blobBytes = Math.toIntExact(Math.min(left, 1 + random.nextInt(LARGEST_BLOB_BYTES)));
            // What a replaced blob frees is used again at once, so a large transaction would stay below its size.
            if (bytes < LARGEST_BLOB_BYTES && random.nextInt(3) == 0) {
                replaceAttachment(blobBytes);
            } else {
                attach(order, blobBytes);
            }
            left -= blobBytes;
        }
    }

    private void attach(long order, int bytes) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO attachments (order_id, name, content) VALUES (?, ?, ?)",
                order,
                word("file"),
                content(bytes));
    }

    private void replaceAttachment(int bytes) throws SQLException {
        Sql.update(
                connection,
                "UPDATE attachments SET content = ? WHERE id = (SELECT min(id) FROM attachments WHERE id >= ?)",
                content(bytes),
                someId("attachments"));
    }

    private void shrink() throws SQLException {
        Sql.update(connection, "DELETE FROM attachments WHERE id % 4 <> ?", random.nextInt(4));
    }

    private long someOrder() throws SQLException {
        return Sql.number(connection, "SELECT min(id) FROM orders WHERE id >= ?", someId("orders"));
    }

    private long someId(String table) throws SQLException {
        long last = Sql.number(connection, "SELECT max(id) FROM " + table);
        return 1 + random.nextLong(last + 1);
    }

    /// Half of all blobs compress well, half not at all.
    private byte[] content(int bytes) {
        var content = new byte[bytes];
        if (random.nextBoolean()) {
            random.nextBytes(content);
        } else {
            Arrays.fill(content, (byte) random.nextInt());
        }
        return content;
    }

    private String word(String prefix) {
        return prefix + '-' + Long.toHexString(random.nextLong());
    }
}
