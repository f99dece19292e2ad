package io.flotilla.simulation;

/// A process with one connection to the database.
final class Connection {

    private static final int NOT_READING = -1;

    private final int id;
    private final World world;
    private final Steps steps = new Steps();
    private boolean inWal;
    private boolean exclusive;
    private boolean hasIndex;
    private boolean readsDatabase;
    private int mark = NOT_READING;
    private int sequence;
    private boolean truncatesNext;

    Connection(int id, World world) {
        this.id = id;
        this.world = world;
    }

    int id() {
        return id;
    }

    World world() {
        return world;
    }

    Steps steps() {
        return steps;
    }

    boolean isIdle() {
        return steps.isEmpty();
    }

    /// Whether it has the database open in WAL mode; otherwise it has no lock while it is idle.
    boolean isInWal() {
        return inWal;
    }

    boolean isExclusive() {
        return exclusive;
    }

    void openedWal(boolean exclusively) {
        inWal = true;
        exclusive = exclusively;
        sequence = 0;
        truncatesNext = false;
    }

    void mappedIndex() {
        hasIndex = true;
    }

    void unmappedIndex() {
        boolean had = hasIndex;
        hasIndex = false;
        if (had && world.connections().stream().noneMatch(Connection::hasIndex)) {
            world.forgetIndex();
        }
    }

    boolean hasIndex() {
        return hasIndex;
    }

    /// The log is closed; the locks on the database stay.
    void leftWal() {
        inWal = false;
        unmappedIndex();
        exclusive = false;
        endRead();
    }

    void closed() {
        leftWal();
        world.locks().leaveAll(id);
    }

    /// Begins a read transaction. Where the index is lost it is recovered first, and then the caller is run again.
    ///
    /// @return whether it began
    boolean beginRead(Runnable again) {
        WalIndex index = world.index();
        if (!index.isSound()) {
            new Recovery(this).start(again);
            return false;
        }
        boolean allCopied = index.backfilled() == index.header().maxFrame();
        readsDatabase = allCopied && !world.locks().isReadZeroTaken();
        mark = readsDatabase ? NOT_READING : index.header().maxFrame();
        return true;
    }

    void endRead() {
        readsDatabase = false;
        mark = NOT_READING;
    }

    /// Keeps the frames up to this one from being written over.
    void readLog(int upTo) {
        readsDatabase = false;
        mark = upTo;
    }

    boolean readsLog() {
        return mark != NOT_READING;
    }

    boolean readsDatabase() {
        return readsDatabase;
    }

    int mark() {
        return mark;
    }

    /// The number of restarts that it knows of, SQLite's `nCkpt`; 0 makes it draw both salts.
    int sequence() {
        return sequence;
    }

    void setSequence(int restarts) {
        sequence = restarts;
    }

    boolean truncatesNext() {
        return truncatesNext;
    }

    void setTruncatesNext(boolean value) {
        truncatesNext = value;
    }

    /// The process is killed.
    void kill() {
        world.trace().add(() -> "  c" + id + " is killed");
        steps.forget();
        world.index().finishStartingOver();
        closed();
    }
}
