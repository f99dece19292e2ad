package io.flotilla.torture;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/// Changes of a database, each of which ends in a state that is noted before anybody else may change it.
final class Notes {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Turnstile turnstile;
    private final StateLog log;
    private final Tally tally;

    Notes(Turnstile turnstile, StateLog log, Tally tally) {
        this.turnstile = turnstile;
        this.log = log;
        this.tally = tally;
    }

    Tally tally() {
        return tally;
    }

    /// What changes a database.
    interface Change {
        void run() throws SQLException;
    }

    /// Lets a change happen, or be refused by SQLite, and notes the state after it. If the last one inside was
    /// killed, the state that it left is noted first.
    void change(String what, Session session, Change change) throws Exception {
        turnstile.pass(inOrder -> {
            if (!inOrder) {
                log.repair();
                note(session, Instant.EPOCH, Instant.now());
            }
            Instant began = Instant.now();
            try {
                change.run();
                tally.add(what);
            } catch (SQLException refused) {
                tally.add("refused");
            }
            note(session, began, Instant.now());
        });
    }

    private void note(Session session, Instant began, Instant ended) throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                log.append(new StateLog.Entry(session.own().state(), began, ended));
                return;
            } catch (SQLException locked) {
                if (Instant.now().isAfter(until)) {
                    throw locked;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
