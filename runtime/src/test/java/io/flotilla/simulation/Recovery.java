package io.flotilla.simulation;

import java.util.Optional;

/// The wal-index is made anew from the log (SQLite's `walIndexRecover`).
final class Recovery {

    private final Connection c;
    private final World world;

    Recovery(Connection connection) {
        this.c = connection;
        this.world = connection.world();
    }

    /// Recovers, then goes on.
    void start(Runnable then) {
        if (!world.locks().takeWriter(c.id())) {
            return;
        }
        if (!world.locks().takeCheckpointer(c.id())) {
            world.locks().leaveWriter(c.id());
            return;
        }
        c.steps().next(() -> rebuild(then));
    }

    private void rebuild(Runnable then) {
        WalIndex index = world.index();
        Optional<Log.Chain> chain =
                Log.recover(world.disk().file(ModelDisk.LOG), world.profile().pageSize());
        IndexHeader header = chain.map(Recovery::header).orElse(IndexHeader.NONE);
        c.setSequence(chain.map(Log.Chain::sequence).orElse(c.sequence()));
        world.trace().add(() -> "  c" + c.id() + " recovers " + header);
        c.steps()
                .next(
                        () -> index.storeSecondCopy(header),
                        () -> {
                            index.storeFirstCopy(header);
                            world.settle();
                        },
                        () -> index.resetBackfill(header.maxFrame()),
                        () -> {
                            world.locks().leaveWriter(c.id());
                            world.locks().leaveCheckpointer(c.id());
                            c.steps().next(then);
                        });
    }

    private static IndexHeader header(Log.Chain chain) {
        long checksum = chain.frames() == 0 ? 0 : chain.checksum();
        return new IndexHeader(0, chain.frames(), chain.pageCount(), checksum, chain.salts());
    }
}
