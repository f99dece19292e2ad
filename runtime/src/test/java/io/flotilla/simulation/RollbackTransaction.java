package io.flotilla.simulation;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/// A write transaction with a rollback journal, in the order of SQLite's pager: old pages to the journal, the
/// journal's header, pages in place, the journal's end (which is the commit), then the file is cut.
final class RollbackTransaction {

    /// What the transaction is to do.
    interface Plan {
        Edit edit(Image before);
    }

    private final Connection c;
    private final World world;
    private final Plan plan;
    private final Runnable then;
    private final boolean journaled;
    private final int pageSize;
    private final int nonce;
    private Image before = new Image(new byte[0][]);
    private Edit edit = new Edit(new java.util.TreeMap<>(), 0);
    private int records;

    RollbackTransaction(Connection connection, Plan plan, Runnable then) {
        this.c = connection;
        this.world = connection.world();
        this.plan = plan;
        this.then = then;
        this.journaled = world.profile().journal() != Profile.Journal.MEMORY;
        this.pageSize = world.profile().pageSize();
        this.nonce = world.random().nextInt();
    }

    void start() {
        c.steps().next(this::begin);
    }

    private void begin() {
        if (world.disk().find("").isEmpty() || !world.locks().takeShared(c.id())) {
            return;
        }
        if (Rollback.isNeeded(world)) {
            c.steps().next(new Rollback(c)::start, this::begin);
            return;
        }
        if (world.now().isEmpty() || hasLog() || !world.locks().takeReserved(c.id())) {
            world.locks().leaveAll(c.id());
            return;
        }
        before = world.now().get();
        edit = plan.edit(before);
        boolean fails = world.happens(world.profile().faults().failedCommit());
        world.trace()
                .add(() -> "  c" + c.id() + " writes in place " + edit.pages().keySet() + " of " + edit.count()
                        + (fails ? ", fails" : ""));
        Iterator<Integer> pages = edit.pages().keySet().iterator();
        c.steps()
                .next(
                        journaled ? this::beginJournal : () -> {},
                        journaled ? () -> journalNext(pages) : () -> {},
                        () -> goExclusive(fails));
    }

    /// Another connection may have gone over to WAL mode.
    private boolean hasLog() {
        return world.disk().find(ModelDisk.LOG).isPresent() || world.now().get().isWal() && !leavesWal();
    }

    private boolean leavesWal() {
        return world.locks().isExclusive(c.id());
    }

    private ModelFile journal() {
        return world.disk().file(ModelDisk.JOURNAL);
    }

    private void beginJournal() {
        ModelFile journal = world.disk().openOrCreate(ModelDisk.JOURNAL);
        world.disk().write(journal, 0, JournalFile.unfinished(nonce, before.count(), pageSize));
    }

    private void journalNext(Iterator<Integer> pages) {
        if (!pages.hasNext()) {
            return;
        }
        int page = pages.next();
        if (page <= before.count()) {
            byte[] record = JournalFile.record(page, before.page(page), nonce);
            world.disk().write(journal(), JournalFile.HEADER + records * record.length, record);
            records++;
        }
        c.steps().next(() -> journalNext(pages));
    }

    private void goExclusive(boolean fails) {
        if (!world.locks().takeExclusive(c.id())) {
            world.trace().add(() -> "  c" + c.id() + " is busy");
            c.steps().next(this::endJournal, () -> world.locks().leaveAll(c.id()));
            return;
        }
        Iterator<Map.Entry<Integer, byte[]>> pages = edit.pages().entrySet().iterator();
        c.steps()
                .next(
                        () -> syncJournal(),
                        () -> writeJournal(),
                        () -> syncJournal(),
                        () -> writeNext(pages),
                        () -> sync(world.disk().file("")),
                        fails && journaled ? this::undo : this::commit);
    }

    private void syncJournal() {
        if (journaled) {
            sync(journal());
        }
    }

    private void writeJournal() {
        if (journaled) {
            world.disk().write(journal(), 0, JournalFile.magic(records));
        }
    }

    private void sync(ModelFile file) {
        if (world.profile().sync() != Profile.Sync.OFF) {
            file.sync();
        }
    }

    private void writeNext(Iterator<Map.Entry<Integer, byte[]>> pages) {
        if (!pages.hasNext()) {
            return;
        }
        Map.Entry<Integer, byte[]> next = pages.next();
        int offset = (next.getKey() - 1) * pageSize;
        byte[] page = next.getValue();
        ModelFile database = world.disk().file("");
        if (!world.profile().splits()) {
            world.disk().write(database, offset, page);
            c.steps().next(() -> writeNext(pages));
            return;
        }
        int half = pageSize / 2;
        world.disk().write(database, offset, Arrays.copyOf(page, half));
        c.steps()
                .next(
                        () -> world.disk().write(database, offset + half, Arrays.copyOfRange(page, half, pageSize)),
                        () -> writeNext(pages));
    }

    private void undo() {
        world.trace().add(() -> "  c" + c.id() + " undoes it");
        c.steps().next(new Rollback(c)::start, () -> world.locks().leaveAll(c.id()));
    }

    private void commit() {
        if (journaled) {
            endJournal();
        }
        world.commit(edit.applied(before));
        c.steps().next(this::cut, () -> {
            world.locks().leaveAll(c.id());
            c.steps().next(then);
        });
    }

    private void endJournal() {
        switch (world.profile().journal()) {
            case DELETE -> world.disk().remove(ModelDisk.JOURNAL);
            case TRUNCATE -> {
                world.disk().truncate(journal(), 0);
                sync(journal());
            }
            case PERSIST -> {
                world.disk().write(journal(), 0, new byte[28]);
                sync(journal());
            }
            case MEMORY -> world.trace().add(() -> "  no journal to end");
        }
    }

    private void cut() {
        if (edit.count() < before.count()) {
            world.disk().truncate(world.disk().file(""), edit.count() * pageSize);
        }
    }
}
