package io.flotilla.torture;

import io.flotilla.sqlite.SqliteApplication;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a writer process does for one [WorkOrder]. Its answer is a [Tally]. Connections that stay open are met again
/// by the next order for the same database.
public final class TortureWork implements SqliteApplication.Task {

    private static final Map<Path, Session> LEFT_OPEN = new HashMap<>();

    @Override
    public String run(List<String> words) throws Exception {
        WorkOrder order = WorkOrder.of(words);
        var tally = new Tally();
        Session before = LEFT_OPEN.remove(order.database());
        Session session = before == null ? new Session(order) : before;
        try (StateLog log = StateLog.open(order.ledger());
                Turnstile turnstile = Turnstile.open(order.turnstile())) {
            var notes = new Notes(turnstile, log, tally);
            switch (order.kind()) {
                case CREATE -> new CreateWork(order, session, notes).run();
                case JDBC, SHELL -> new RecordedWork(order, session, notes).run();
                case FREE -> new FreeWork(order, session, tally).run();
                case CHECKPOINTS -> new CheckpointWork(order, session, tally).run();
                case PAGE_SIZE -> new PageSizeWork(order, session, notes).run();
            }
        } finally {
            if (order.manner().keepsOpen()) {
                LEFT_OPEN.put(order.database(), session);
            } else {
                session.close();
            }
        }
        return tally.toString();
    }
}
