package io.flotilla.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Transactions as fast as SQLite lets several processes make them, one on the heels of the other. What was committed
/// is noted after it was, by the count that the bank keeps of itself.
final class FreeWork {

    private final WorkOrder order;
    private final Session session;
    private final Tally tally;
    private final Random random;

    FreeWork(WorkOrder order, Session session, Tally tally) {
        this.order = order;
        this.session = session;
        this.tally = tally;
        this.random = new Random(order.seed());
    }

    void run() throws SQLException, IOException {
        long end = System.nanoTime() + Duration.ofMillis(order.millis()).toNanos();
        while (System.nanoTime() < end) {
            try {
                transaction();
                if (random.nextInt(30) == 0) {
                    session.own().execute(List.of("PRAGMA wal_checkpoint(RESTART)"));
                }
            } catch (SQLException busy) {
                tally.add("refused");
                session.close();
            }
            if (order.habit() == Habit.WAL_OPEN_WRITE_CLOSE || random.nextInt(100) == 0) {
                session.close();
            }
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(random.nextInt(20_000_000));
            }
        }
    }

    private void transaction() throws SQLException, IOException {
        if (!session.isOpen()) {
            session.own().execute(List.of("PRAGMA journal_mode=" + order.habit().journalMode()));
        }
        Bank.Transaction transaction = Bank.transaction(random);
        List<String> statements = transaction.statements();
        JdbcApplication own = session.own();
        own.execute(statements.subList(0, statements.size() - 1));
        String commits = own.query(Bank.COMMITS);
        own.execute(List.of(statements.getLast()));
        if (transaction.isRolledBack()) {
            tally.add("rollbacks");
            return;
        }
        Instant now = Instant.now();
        Files.write(
                order.commits(),
                (commits + " " + now + "\n").getBytes(UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        tally.add("free commits");
    }
}
