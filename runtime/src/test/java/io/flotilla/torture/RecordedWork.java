package io.flotilla.torture;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Work whose every state is noted.
final class RecordedWork {

    private static final List<String> CHECKPOINTS = List.of("PASSIVE", "FULL", "RESTART", "TRUNCATE");

    private static final int KILLED = 128 + 9;

    private final WorkOrder order;
    private final Session session;
    private final Notes notes;
    private final Random random;

    RecordedWork(WorkOrder order, Session session, Notes notes) {
        this.order = order;
        this.session = session;
        this.notes = notes;
        this.random = new Random(order.seed());
    }

    /// The first and the last thing is to note the state as it is.
    void run() throws Exception {
        long end = System.nanoTime() + Duration.ofMillis(order.millis()).toNanos();
        begin();
        int left = actsInSession();
        while (System.nanoTime() < end) {
            if (left-- == 0) {
                session.close();
                begin();
                left = actsInSession();
            }
            act();
        }
        if (order.manner().dies()) {
            dieInTransaction();
        }
        notes.change("looks", session, () -> {});
    }

    private void begin() throws Exception {
        notes.change(
                "sessions",
                session,
                () -> session.own().execute(List.of(mode(order.habit().journalMode()))));
    }

    private int actsInSession() {
        return order.habit() == Habit.WAL_OPEN_WRITE_CLOSE ? 1 + random.nextInt(8) : 10 + random.nextInt(200);
    }

    private void act() throws Exception {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> checkpoint();
            case 3 -> change("incremental vacuums", "PRAGMA incremental_vacuum(" + (1 + random.nextInt(50)) + ")");
            case 4 -> rarely("vacuums", "VACUUM");
            case 5 -> readAndHold();
            case 6, 7 -> LockSupport.parkNanos(random.nextInt(40_000_000));
            case 8 -> flip();
            default -> transaction();
        }
    }

    private void checkpoint() {
        String kind = CHECKPOINTS.get(random.nextInt(CHECKPOINTS.size()));
        try {
            application().execute(List.of("PRAGMA wal_checkpoint(" + kind + ")"));
            notes.tally().add("checkpoints");
        } catch (SQLException busy) {
            notes.tally().add("refused");
        }
    }

    private void rarely(String what, String statement) throws Exception {
        if (random.nextInt(4) == 0) {
            change(what, statement);
        }
    }

    private void flip() throws Exception {
        if (order.habit() == Habit.FLIPPING) {
            change("mode flips", mode(Habit.journalMode(random)));
        }
    }

    /// Nobody can start the log over while it is read.
    private void readAndHold() throws Exception {
        if (order.habit().isAlone()) {
            return;
        }
        try (JdbcApplication reader = session.reader()) {
            int transactions = order.habit().isLogged() ? random.nextInt(5) : 0;
            for (int i = 0; i < transactions; i++) {
                transaction();
            }
            LockSupport.parkNanos(random.nextInt(10_000_000));
            notes.tally().add("held reads");
        } catch (SQLException busy) {
            notes.tally().add("refused");
        }
    }

    private void transaction() throws Exception {
        Bank.Transaction transaction = Bank.transaction(random);
        String what = (transaction.isLarge() ? "large " : "") + (transaction.isRolledBack() ? "rollbacks" : "commits");
        if (isByShell() && order.habit().survivesKills() && random.nextInt(60) == 0) {
            notes.change("shells killed", session, () -> {
                session.shell().killWithin(transaction.statements(), random.nextInt(5_000_000));
                session.closeShell();
            });
            return;
        }
        notes.change(what, session, () -> run(transaction.statements()));
    }

    /// As a killed process does: nothing is closed, and what was spilled stays.
    private void dieInTransaction() throws Exception {
        List<String> statements = Bank.transaction(random, true).statements();
        notes.change("died", session, () -> {
            session.own().execute(List.of("PRAGMA cache_size=5"));
            session.own().execute(statements.subList(0, 1 + random.nextInt(statements.size() - 1)));
            Runtime.getRuntime().halt(KILLED);
        });
    }

    private void change(String what, String statement) throws Exception {
        notes.change(what, session, () -> run(List.of(statement)));
    }

    private void run(List<String> statements) throws SQLException {
        try {
            application().execute(statements);
        } catch (SQLException refused) {
            giveUp();
            throw refused;
        }
    }

    /// The shell has ended by itself.
    private void giveUp() throws SQLException {
        if (isByShell()) {
            session.closeShell();
            return;
        }
        try {
            session.own().execute(List.of("ROLLBACK"));
        } catch (SQLException noTransaction) {
            // It was refused before it began.
        }
    }

    private Application application() throws SQLException {
        return isByShell() ? session.shell() : session.own();
    }

    private boolean isByShell() {
        return order.kind() == WorkOrder.Kind.SHELL;
    }

    private static String mode(String journalMode) {
        return "PRAGMA journal_mode=" + journalMode;
    }
}
