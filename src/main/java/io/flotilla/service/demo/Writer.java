package io.flotilla.service.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// The work of one writer process: chooses a database, treats it as its mode says, and goes on until it is
/// stopped. Used by one thread.
final class Writer {

    private static final int LARGEST_PAGES = 5000;

    /// The turn with a transaction of the largest size, so that even a short run has some.
    private static final int LARGEST_TURN = 60;

    private static final long LARGEST_TRANSACTION_BYTES = 20L << 20;

    private static final long NANOS_BETWEEN_MOVES = 2_000_000_000;
    private static final int PART_THAT_MOVES = 10;

    private final WriterOrder order;
    private final Random random;
    private final Connections connections;
    private final Transaction transaction;
    private final long startNanos = System.nanoTime();
    private long turns;

    Writer(WriterOrder order, Random random, Connections connections, Transaction transaction) {
        this.order = order;
        this.random = random;
        this.connections = connections;
        this.transaction = transaction;
    }

    /// Works until told to stop; a transaction that has begun is finished first.
    ///
    /// @throws SQLException if SQLite failed with anything but a lock that another process held for too
    ///     long
    void run(BooleanSupplier stopped) throws SQLException, IOException {
        var pace = new Pace(order.transactionsPerSecond());
        while (!stopped.getAsBoolean()) {
            String database = choose();
            int burst = 1 + random.nextInt(5);
            for (int i = 0; i < burst && !stopped.getAsBoolean(); i++) {
                turn(database);
                pace.await();
            }
            connections.trim();
        }
    }

    private void turn(String database) throws SQLException, IOException {
        turns++;
        try {
            act(database, connections.connection(database));
        } catch (SQLException e) {
            if (!Sql.isBusy(e)) {
                throw e;
            }
            connections.drop(database);
        }
    }

    private void act(String database, Connection connection) throws SQLException, IOException {
        if (order.mode() == Mode.CHECKPOINTER) {
            Sql.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            return;
        }
        transaction.run(connection, database, pages(connection));
        switch (random.nextInt(400)) {
            case 0 -> Sql.execute(connection, "VACUUM");
            case 1, 2, 3, 4 -> Sql.execute(connection, "PRAGMA incremental_vacuum(" + (1 + random.nextInt(200)) + ")");
            default -> {}
        }
    }

    /// A few databases get most of the work and many hardly any, as with real tenants.
    private String choose() {
        List<String> databases = order.tree().databases();
        if (order.atATime() < databases.size()) {
            return databases.get((windowStart() + random.nextInt(order.atATime())) % databases.size());
        }
        double place = Math.pow(random.nextDouble(), 3) * databases.size();
        return databases.get((int) place);
    }

    /// Some of those that are written leave and as many others come, now and then.
    private int windowStart() {
        long moves = (System.nanoTime() - startNanos) / NANOS_BETWEEN_MOVES;
        long step = Math.max(1, order.atATime() / PART_THAT_MOVES);
        return (int) (moves * step % order.tree().databases().size());
    }

    private int pages(Connection connection) throws SQLException {
        int pages = turns == LARGEST_TURN ? LARGEST_PAGES : usualPages();
        long limit = LARGEST_TRANSACTION_BYTES / Sql.number(connection, "PRAGMA page_size");
        return Math.toIntExact(Math.min(pages, limit));
    }

    private int usualPages() {
        double kind = random.nextDouble();
        if (kind < 0.9) {
            return 1 + random.nextInt(4);
        }
        if (kind < 0.99) {
            return 5 + random.nextInt(60);
        }
        if (kind < 0.9995) {
            return 65 + random.nextInt(600);
        }
        return 665 + random.nextInt(LARGEST_PAGES - 664);
    }
}
