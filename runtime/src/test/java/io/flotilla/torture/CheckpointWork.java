package io.flotilla.torture;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Checkpoints of all four kinds in a tight loop.
final class CheckpointWork {

    private static final List<String> KINDS = List.of("PASSIVE", "FULL", "RESTART", "TRUNCATE");

    private final WorkOrder order;
    private final Session session;
    private final Tally tally;
    private final Random random;

    CheckpointWork(WorkOrder order, Session session, Tally tally) {
        this.order = order;
        this.session = session;
        this.tally = tally;
        this.random = new Random(order.seed());
    }

    void run() throws SQLException {
        long end = System.nanoTime() + Duration.ofMillis(order.millis()).toNanos();
        while (System.nanoTime() < end) {
            try {
                String kind = KINDS.get(random.nextInt(KINDS.size()));
                session.own().execute(List.of("PRAGMA busy_timeout=50", "PRAGMA wal_checkpoint(" + kind + ")"));
                tally.add("checkpoints");
            } catch (SQLException busy) {
                tally.add("refused");
            }
            LockSupport.parkNanos(random.nextInt(4_000_000));
        }
    }
}
