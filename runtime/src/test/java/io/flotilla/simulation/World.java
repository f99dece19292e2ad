package io.flotilla.simulation;

import io.flotilla.disk.DatabaseLocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What the processes that use one database share: its files, its locks, its wal-index, and what is committed.
final class World {

    private final Profile profile;
    private final SplittableRandom random;
    private final ModelClock clock;
    private final ModelDisk disk;
    private final History history = new History();
    private final Locks locks = new Locks();
    private final Trace trace;
    private final List<Connection> connections = new ArrayList<>();
    private WalIndex index;
    private Optional<Image> now = Optional.empty();

    World(Path database, Profile profile, SplittableRandom random, Trace trace) {
        this.profile = profile;
        this.random = random;
        this.trace = trace;
        this.clock = new ModelClock(profile.stampNanos());
        this.disk = new ModelDisk(database, clock);
        this.index = new WalIndex(Optional.empty(), profile.pageSize());
        disk.readersLock(locks::ofStranger);
        disk.locksAre(locks::seen, this::isIndexMapped);
        for (int i = 0; i < profile.connections(); i++) {
            connections.add(new Connection(i, this));
        }
    }

    Profile profile() {
        return profile;
    }

    SplittableRandom random() {
        return random;
    }

    ModelClock clock() {
        return clock;
    }

    ModelDisk disk() {
        return disk;
    }

    History history() {
        return history;
    }

    Locks locks() {
        return locks;
    }

    Trace trace() {
        return trace;
    }

    List<Connection> connections() {
        return connections;
    }

    WalIndex index() {
        return index;
    }

    void newIndex(WalIndex fresh) {
        index = fresh;
    }

    /// The database as it is, for whoever opens it; absent where there is none.
    Optional<Image> now() {
        return now;
    }

    /// Some state that the database had.
    Image older() {
        return history.image(random.nextInt(history.size()));
    }

    boolean happens(int inThousand) {
        return random.nextInt(1000) < inThousand;
    }

    void commit(Image image) {
        now = Optional.of(image);
        history.commit(image);
        trace.add(() -> "  committed state " + history.committed() + ", " + image.count() + " pages");
    }

    /// Nobody has the database open, or its index is lost: it is what its files say.
    void settle() {
        now = recovered();
        now.ifPresent(image -> {
            history.commit(image);
            trace.add(() -> "  on disk: state " + history.committed() + ", " + image.count() + " pages");
        });
    }

    /// From here on nobody knows which frames are committed, and whoever comes next takes all that are sound: a commit
    /// that failed comes back.
    void forgetIndex() {
        recovered().ifPresent(history::possible);
        now.ifPresent(history::possible);
    }

    /// Whether another process has a snapshot in the log, so that the log cannot start over.
    boolean othersReadLog(Connection than) {
        return connections.stream().anyMatch(c -> c != than && c.readsLog());
    }

    boolean othersReadDatabase(Connection than) {
        return connections.stream().anyMatch(c -> c != than && c.readsDatabase());
    }

    boolean othersAreOpen(Connection than) {
        return connections.stream().anyMatch(c -> c != than && c.isInWal());
    }

    boolean isIdle() {
        return connections.stream().allMatch(Connection::isIdle);
    }

    /// Whether no process knows better than the files do.
    boolean isInNobodysHands() {
        return connections.stream().noneMatch(Connection::isInWal)
                && !locks.isReserved()
                && locks.seen() != DatabaseLocks.EXCLUSIVE;
    }

    private boolean isIndexMapped() {
        return connections.stream().anyMatch(c -> c.hasIndex() && !c.isExclusive());
    }

    boolean isHeldExclusively() {
        return connections.stream().anyMatch(Connection::isExclusive);
    }

    boolean nobodyIsOpen() {
        return connections.stream().noneMatch(Connection::isInWal) && isIdle();
    }

    /// What SQLite would make of the files now, as their first reader; absent where it would fail.
    Optional<Image> recovered() {
        Optional<ModelFile> file = disk.find("");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = file.get().bytes();
        Optional<ModelFile> journal = disk.find(ModelDisk.JOURNAL).filter(JournalFile::isValid);
        if (journal.isPresent()) {
            bytes = JournalFile.playBack(journal.get(), bytes);
        }
        int pageSize = profile.pageSize();
        Optional<ModelFile> log = disk.find(ModelDisk.LOG);
        Optional<Log.Chain> chain = log.flatMap(found -> Log.recover(found, pageSize));
        if (chain.isPresent() && chain.get().frames() > 0 && bytes.length > 0) {
            return overlay(bytes, log.get(), chain.get());
        }
        int count = Image.countByHeader(bytes, pageSize);
        if (count == 0 || count * pageSize > bytes.length) {
            return Optional.empty();
        }
        return Optional.of(Image.ofBytes(Arrays.copyOf(bytes, count * pageSize), pageSize));
    }

    /// The pages by the log, which alone tells their number. A page that neither the log nor the database has is zeros:
    /// SQLite's `readDbPage` takes a short read for success, and the end of a checkpoint makes the file so long.
    private Optional<Image> overlay(byte[] database, ModelFile log, Log.Chain chain) {
        int pageSize = profile.pageSize();
        Image image = Image.ofBytes(Arrays.copyOf(database, chain.pageCount() * pageSize), pageSize);
        for (int frame = 1; frame <= chain.frames(); frame++) {
            int page = chain.pages().get(frame - 1);
            if (page <= chain.pageCount()) {
                image.pages()[page - 1] = Log.page(log, frame, pageSize);
            }
        }
        boolean isDatabase = Image.countByHeader(image.page(1), pageSize) > 0;
        return isDatabase ? Optional.of(image) : Optional.empty();
    }

    /// Whether there are pages that neither the log nor the database has. Only damage makes such: a database that was
    /// cut, or copied in without a sync, beside a log that stayed.
    boolean lacksPages() {
        int pageSize = profile.pageSize();
        Optional<Log.Chain> chain = disk.find(ModelDisk.LOG).flatMap(log -> Log.recover(log, pageSize));
        if (chain.isEmpty() || disk.find("").isEmpty()) {
            return false;
        }
        var logged = new HashSet<>(chain.get().pages());
        return IntStream.rangeClosed(
                        1 + disk.file("").size() / pageSize, chain.get().pageCount())
                .anyMatch(page -> !logged.contains(page));
    }
}
