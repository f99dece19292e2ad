package io.flotilla.torture;

import java.util.List;
import java.util.Random;

/// Another page size, which only `VACUUM` in a rollback mode can make.
final class PageSizeWork {

    private final WorkOrder order;
    private final Session session;
    private final Notes notes;

    PageSizeWork(WorkOrder order, Session session, Notes notes) {
        this.order = order;
        this.session = session;
        this.notes = notes;
    }

    void run() throws Exception {
        int pageSize = 512 << new Random(order.seed()).nextInt(8);
        note("PRAGMA journal_mode=DELETE");
        notes.change(
                "page sizes changed",
                session,
                () -> session.own().execute(List.of("PRAGMA page_size=" + pageSize, "VACUUM")));
        note("PRAGMA journal_mode=" + order.habit().journalMode());
    }

    private void note(String statement) throws Exception {
        notes.change("mode flips", session, () -> session.own().execute(List.of(statement)));
    }
}
