package io.flotilla.simulation;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;

/// A write transaction in WAL mode (SQLite's `walFrames` and `walRestartLog`): it may start the log over, spill
/// pages before it knows its end, write them again in place, be rolled back, or fail in its last sync.
final class WalTransaction {

    private static final int SECTOR = 4096;

    private final Connection c;
    private final World world;
    private final SplittableRandom random;
    private final int pageSize;
    private final Map<Integer, Integer> spilled = new HashMap<>();
    private Image before = new Image(new byte[0][]);
    private Edit edit = new Edit(new java.util.TreeMap<>(), 0);
    private IndexHeader header = IndexHeader.NONE;
    private int frame;
    private long checksum;
    private int rewriteFrom;

    WalTransaction(Connection connection) {
        this.c = connection;
        this.world = connection.world();
        this.random = world.random();
        this.pageSize = world.profile().pageSize();
    }

    void start() {
        c.steps().next(this::begin);
    }

    private void begin() {
        if (!c.beginRead(this::begin)) {
            return;
        }
        if (world.now().isEmpty() || !world.locks().takeWriter(c.id())) {
            c.endRead();
            return;
        }
        before = world.now().get();
        edit = Edit.inWal(before, world.older(), random);
        header = world.index().header();
        boolean spills = random.nextInt(4) == 0;
        boolean rollsBack = random.nextInt(spills ? 3 : 12) == 0;
        boolean fails = world.happens(world.profile().faults().failedCommit());
        world.trace()
                .add(() -> "  c" + c.id() + " writes " + edit.pages().keySet() + " of " + edit.count() + " at " + header
                        + (spills ? ", spills" : "") + (rollsBack ? ", rolls back" : "") + (fails ? ", fails" : ""));
        c.steps()
                .next(
                        this::startOverOrStay,
                        this::beginLog,
                        spills ? this::spill : () -> {},
                        rollsBack ? this::undo : () -> commit(fails));
    }

    private void startOverOrStay() {
        WalIndex index = world.index();
        if (!c.readsDatabase() || index.backfilled() == 0 || world.othersReadLog(c)) {
            if (c.readsDatabase()) {
                c.readLog(header.maxFrame());
            }
            frame = header.maxFrame();
            checksum = header.checksum();
            return;
        }
        c.setSequence(c.sequence() + 1);
        header = header.startedOver(random.nextInt());
        world.trace().add(() -> "  c" + c.id() + " starts the log over: " + header);
        c.steps()
                .next(
                        () -> index.storeSecondCopy(header),
                        () -> index.storeFirstCopy(header),
                        () -> index.setBackfilled(0),
                        () -> index.setAttempted(0),
                        () -> c.readLog(0));
        frame = 0;
    }

    private void beginLog() {
        if (frame > 0) {
            return;
        }
        Log.Salts salts = c.sequence() == 0 ? new Log.Salts(random.nextInt(), random.nextInt()) : header.salts();
        byte[] bytes = Log.header(pageSize, c.sequence(), salts);
        checksum = Log.headerChecksum(bytes);
        header = new IndexHeader(header.change(), 0, header.pageCount(), checksum, salts);
        world.disk().write(log(), 0, bytes);
        world.trace().add(() -> "  c" + c.id() + " begins a log with " + salts);
        c.setTruncatesNext(true);
        if (world.profile().sync() != Profile.Sync.OFF) {
            c.steps().next(() -> log().sync());
        }
    }

    private ModelFile log() {
        return world.disk().file(ModelDisk.LOG);
    }

    private void spill() {
        Iterator<Integer> pages = edit.pages().keySet().iterator();
        c.steps().next(() -> spillNext(pages));
    }

    private void spillNext(Iterator<Integer> pages) {
        if (!pages.hasNext()) {
            return;
        }
        int page = pages.next();
        if (random.nextBoolean()) {
            c.steps().next(() -> append(page, Image.randomPage(pageSize, random), 0), () -> {
                spilled.put(page, frame);
                spillNext(pages);
            });
        } else {
            spillNext(pages);
        }
    }

    private void append(int page, byte[] content, int commit) {
        frame++;
        byte[] head = Log.unfinished(page, commit);
        if (rewriteFrom == 0) {
            checksum = Log.next(checksum, page, commit, content);
            head = Log.frameHeader(page, commit, header.salts(), checksum);
        }
        int offset = Log.offset(frame, pageSize);
        world.disk().write(log(), offset, head);
        c.steps().next(() -> world.disk().write(log(), offset + Log.FRAME_HEADER, content));
    }

    private void commit(boolean fails) {
        if (c.isExclusive()) {
            // Nobody but this process knows whether its sound frames are committed: recovery would take them.
            world.history().possible(edit.applied(before));
        }
        Iterator<Map.Entry<Integer, byte[]>> pages = edit.pages().entrySet().iterator();
        c.steps().next(() -> writeNext(pages), this::rewrite, this::pad, () -> sync(fails));
    }

    private void writeNext(Iterator<Map.Entry<Integer, byte[]>> pages) {
        if (!pages.hasNext()) {
            return;
        }
        Map.Entry<Integer, byte[]> page = pages.next();
        int old = spilled.getOrDefault(page.getKey(), 0);
        if (!pages.hasNext()) {
            append(page.getKey(), page.getValue(), edit.count());
            return;
        }
        if (old == 0) {
            c.steps().next(() -> append(page.getKey(), page.getValue(), 0), () -> writeNext(pages));
            return;
        }
        rewriteFrom = rewriteFrom == 0 ? old : Math.min(old, rewriteFrom);
        world.disk().write(log(), Log.offset(old, pageSize) + Log.FRAME_HEADER, page.getValue());
        c.steps().next(() -> writeNext(pages));
    }

    /// The checksums of frames that were written over in place, and of all behind them.
    private void rewrite() {
        if (rewriteFrom == 0) {
            return;
        }
        int at = rewriteFrom == 1 ? 24 : Log.offset(rewriteFrom - 1, pageSize) + 16;
        checksum = ByteBuffer.wrap(log().bytes(at, 8)).getLong();
        int first = rewriteFrom;
        rewriteFrom = 0;
        c.steps().next(() -> rewriteNext(first));
    }

    private void rewriteNext(int number) {
        if (number > frame) {
            return;
        }
        int offset = Log.offset(number, pageSize);
        ByteBuffer head = ByteBuffer.wrap(log().bytes(offset, 8));
        int page = head.getInt();
        int commit = head.getInt();
        checksum = Log.next(checksum, page, commit, Log.page(log(), number, pageSize));
        world.disk().write(log(), offset, Log.frameHeader(page, commit, header.salts(), checksum));
        c.steps().next(() -> rewriteNext(number + 1));
    }

    private void pad() {
        if (!world.profile().padding() || world.profile().sync() != Profile.Sync.FULL) {
            return;
        }
        int end = Log.offset(frame + 1, pageSize);
        int page = edit.pages().lastKey();
        c.steps().next(() -> padTo((end + SECTOR - 1) / SECTOR * SECTOR, page));
    }

    private void padTo(int end, int page) {
        if (Log.offset(frame + 1, pageSize) < end) {
            c.steps().next(() -> append(page, edit.pages().get(page), edit.count()), () -> padTo(end, page));
        }
    }

    private void sync(boolean fails) {
        if (fails) {
            world.trace().add(() -> "  c" + c.id() + " could not sync");
            undo();
            return;
        }
        if (world.profile().sync() == Profile.Sync.FULL) {
            log().sync();
        }
        IndexHeader next = header.committed(frame, edit.count(), checksum, header.salts());
        WalIndex index = world.index();
        c.steps().next(this::cut, () -> index.storeSecondCopy(next), () -> {
            index.storeFirstCopy(next);
            world.commit(edit.applied(before));
            c.steps().next(this::end);
        });
    }

    /// `journal_size_limit`, after the first commit of a generation.
    private void cut() {
        if (c.truncatesNext() && world.profile().logLimit() >= 0) {
            int limit = Math.max(world.profile().logLimit(), Log.offset(frame + 1, pageSize));
            if (log().size() > limit) {
                world.trace().add(() -> "  c" + c.id() + " cuts the log");
                world.disk().truncate(log(), limit);
            }
        }
        c.setTruncatesNext(false);
    }

    private void undo() {
        if (c.isExclusive()) {
            world.history().possible(before);
        }
        world.locks().leaveWriter(c.id());
        c.endRead();
    }

    private void end() {
        world.locks().leaveWriter(c.id());
        c.endRead();
        int threshold = world.profile().autoCheckpoint();
        if (threshold > 0 && frame >= threshold) {
            new Checkpoint(c, Checkpoint.Mode.PASSIVE).start();
        }
    }
}
