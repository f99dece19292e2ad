package io.flotilla.simulation;

import java.util.Optional;

/// A connection opens the database, in whatever mode it is, and rolls back what a dead process left.
final class Opening {

    private final Connection c;
    private final World world;
    private final boolean exclusive;

    Opening(Connection connection, boolean exclusive) {
        this.c = connection;
        this.world = connection.world();
        this.exclusive = exclusive;
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
        byte[] header = world.disk().file("").bytes(0, 100);
        boolean hasLog = world.disk().find(ModelDisk.LOG).isPresent();
        if (Image.countByHeader(header, world.profile().pageSize()) == 0 || (header[19] != 2 && !hasLog)) {
            world.locks().leaveAll(c.id());
            return;
        }
        if (exclusive && !world.locks().takeExclusive(c.id())) {
            world.locks().leaveAll(c.id());
            return;
        }
        // SQLite removes a journal that was kept when it leaves that mode.
        world.disk().remove(ModelDisk.JOURNAL);
        world.trace().add(() -> "  c" + c.id() + " opens" + (exclusive ? " exclusively" : ""));
        c.openedWal(exclusive);
        c.steps().next(() -> world.disk().openOrCreate(ModelDisk.LOG), this::openIndex, this::firstRead);
    }

    /// The first one to map the index begins it anew.
    private void openIndex() {
        int pageSize = world.profile().pageSize();
        if (exclusive) {
            world.newIndex(new WalIndex(Optional.empty(), pageSize));
        } else if (world.connections().stream().noneMatch(Connection::hasIndex)) {
            ModelFile shared = world.disk().openOrCreate(ModelDisk.INDEX);
            world.disk().truncate(shared, 3);
            world.newIndex(new WalIndex(Optional.of(shared), pageSize));
        }
        c.mappedIndex();
    }

    private void firstRead() {
        if (c.beginRead(this::firstRead)) {
            c.endRead();
        }
    }
}
