package io.flotilla.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;

/// A checkpoint (SQLite's `walCheckpoint`), page by page.
final class Checkpoint {

    enum Mode {
        PASSIVE,
        FULL,
        RESTART,
        TRUNCATE
    }

    private final Connection c;
    private final World world;
    private final Mode mode;
    private final int pageSize;
    private boolean holdsWriter;
    private IndexHeader header = IndexHeader.NONE;

    Checkpoint(Connection connection, Mode mode) {
        this.c = connection;
        this.world = connection.world();
        this.mode = mode;
        this.pageSize = world.profile().pageSize();
    }

    void start() {
        c.steps().next(this::begin);
    }

    private void begin() {
        WalIndex index = world.index();
        if (!index.isSound()) {
            new Recovery(c).start(this::begin);
            return;
        }
        if (!world.locks().takeCheckpointer(c.id())) {
            return;
        }
        holdsWriter = mode != Mode.PASSIVE && world.locks().takeWriter(c.id());
        header = index.header();
        world.trace()
                .add(() -> "  c" + c.id() + " checkpoints " + mode + " of " + header.maxFrame() + " frames, "
                        + index.backfilled() + " copied");
        c.steps().next(this::copy, this::startOver, this::end);
    }

    private void copy() {
        WalIndex index = world.index();
        // As SQLite does since 3.51.3; before, it took the frames of another generation for those of this one and lost
        // their commits.
        boolean startedOver = !index.header().salts().equals(header.salts());
        if (startedOver || index.backfilled() >= header.maxFrame() || world.othersReadDatabase(c)) {
            return;
        }
        int safe = world.connections().stream()
                .filter(other -> other != c && other.readsLog())
                .mapToInt(Connection::mark)
                .reduce(header.maxFrame(), Math::min);
        world.locks().takeReadZero(c.id());
        Deque<Integer> frames =
                new ArrayDeque<>(latestFrames(index.backfilled() + 1, safe).values());
        c.steps()
                .next(
                        () -> index.setAttempted(safe),
                        () -> sync(world.disk().file(ModelDisk.LOG)),
                        () -> copyNext(frames),
                        () -> finishCopy(safe));
    }

    /// The latest frame of each page, where it may be copied.
    private SortedMap<Integer, Integer> latestFrames(int from, int safe) {
        var latest = new TreeMap<Integer, Integer>();
        for (int frame = from; frame <= header.maxFrame(); frame++) {
            latest.put(Log.pageNumber(world.disk().file(ModelDisk.LOG), frame, pageSize), frame);
        }
        latest.tailMap(header.pageCount() + 1).clear();
        latest.values().removeIf(frame -> frame > safe);
        return latest;
    }

    private void copyNext(Deque<Integer> frames) {
        if (frames.isEmpty()) {
            return;
        }
        int frame = frames.removeFirst();
        ModelFile log = world.disk().file(ModelDisk.LOG);
        int offset = (Log.pageNumber(log, frame, pageSize) - 1) * pageSize;
        byte[] page = Log.page(log, frame, pageSize);
        c.steps().next(() -> write(offset, page), () -> copyNext(frames));
    }

    private void write(int offset, byte[] page) {
        ModelFile database = world.disk().file("");
        if (!world.profile().splits()) {
            world.disk().write(database, offset, page);
            return;
        }
        int half = page.length / 2;
        world.disk().write(database, offset, Arrays.copyOf(page, half));
        c.steps().next(() -> world.disk().write(database, offset + half, Arrays.copyOfRange(page, half, page.length)));
    }

    private void finishCopy(int safe) {
        WalIndex index = world.index();
        ModelFile database = world.disk().file("");
        if (safe == index.header().maxFrame()) {
            world.disk().truncate(database, header.pageCount() * pageSize);
        }
        c.steps()
                .next(
                        () -> sync(database),
                        () -> index.setBackfilled(safe),
                        () -> world.locks().leaveReadZero(c.id()));
    }

    private void sync(ModelFile file) {
        if (world.profile().sync() != Profile.Sync.OFF) {
            file.sync();
        }
    }

    /// TRUNCATE starts the index over and empties the file; RESTART leaves both to the next writer.
    private void startOver() {
        WalIndex index = world.index();
        boolean allCopied = index.backfilled() == index.header().maxFrame();
        if (mode != Mode.TRUNCATE || !holdsWriter || !allCopied || world.othersReadLog(c)) {
            return;
        }
        c.setSequence(c.sequence() + 1);
        IndexHeader next = index.header().startedOver(world.random().nextInt());
        c.steps()
                .next(
                        () -> index.storeSecondCopy(next),
                        () -> index.storeFirstCopy(next),
                        () -> index.setBackfilled(0),
                        () -> index.setAttempted(0),
                        () -> world.disk().truncate(world.disk().file(ModelDisk.LOG), 0));
    }

    private void end() {
        world.locks().leaveCheckpointer(c.id());
        if (holdsWriter) {
            world.locks().leaveWriter(c.id());
        }
    }
}
