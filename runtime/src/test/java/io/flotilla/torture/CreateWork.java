package io.flotilla.torture;

import java.util.List;
import java.util.Random;

/// A new bank in a new file. Its page size and what becomes of its free pages are the seed's.
final class CreateWork {

    private static final List<Integer> PAGE_SIZES =
            List.of(512, 1024, 1024, 2048, 4096, 4096, 4096, 8192, 16384, 32768, 65536);
    private static final List<Integer> BALLAST_BYTES = List.of(0, 0, 0, 2_000_000);
    private static final List<String> AUTO_VACUUM = List.of("NONE", "FULL", "INCREMENTAL");

    private final WorkOrder order;
    private final Session session;
    private final Notes notes;

    CreateWork(WorkOrder order, Session session, Notes notes) {
        this.order = order;
        this.session = session;
        this.notes = notes;
    }

    void run() throws Exception {
        var random = new Random(order.seed());
        List<String> shape = List.of(
                "PRAGMA page_size=" + PAGE_SIZES.get(random.nextInt(PAGE_SIZES.size())),
                "PRAGMA auto_vacuum=" + AUTO_VACUUM.get(random.nextInt(AUTO_VACUUM.size())),
                "PRAGMA journal_mode=" + order.habit().journalMode());
        notes.change("created", session, () -> session.own().execute(shape));
        int ballast = BALLAST_BYTES.get(random.nextInt(BALLAST_BYTES.size()));
        notes.change("commits", session, () -> session.own().execute(Bank.schema(ballast)));
    }
}
