package io.flotilla.simulation;

import java.util.Optional;

/// A hot journal, which a dead process left, is played back.
final class Rollback {

    private final Connection c;
    private final World world;

    Rollback(Connection connection) {
        this.c = connection;
        this.world = connection.world();
    }

    static boolean isNeeded(World world) {
        Optional<ModelFile> journal = world.disk().find(ModelDisk.JOURNAL);
        return journal.isPresent()
                && JournalFile.isValid(journal.get())
                && !world.locks().isReserved();
    }

    void start() {
        if (!world.locks().takeExclusive(c.id())) {
            world.locks().leaveAll(c.id());
            c.steps().forget();
            return;
        }
        world.trace().add(() -> "  c" + c.id() + " rolls a journal back");
        ModelFile database = world.disk().file("");
        int pageSize = world.profile().pageSize();
        byte[] old = JournalFile.playBack(world.disk().file(ModelDisk.JOURNAL), database.bytes());
        c.steps()
                .next(
                        () -> write(old, 0, pageSize),
                        () -> world.disk().truncate(database, old.length),
                        () -> {
                            if (world.profile().sync() != Profile.Sync.OFF) {
                                database.sync();
                            }
                        },
                        this::finish);
    }

    private void write(byte[] old, int offset, int pageSize) {
        if (offset < old.length) {
            byte[] page = java.util.Arrays.copyOfRange(old, offset, offset + pageSize);
            world.disk().write(world.disk().file(""), offset, page);
            c.steps().next(() -> write(old, offset + pageSize, pageSize));
        }
    }

    private void finish() {
        world.disk().remove(ModelDisk.JOURNAL);
        world.settle();
        world.locks().shareAgain(c.id());
    }
}
