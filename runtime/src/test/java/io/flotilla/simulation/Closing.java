package io.flotilla.simulation;

import java.util.Optional;

/// A connection in WAL mode closes the database. The last one copies the log into it and removes log and index; it
/// may go on with the exclusive lock that this takes.
final class Closing {

    private final Connection c;
    private final World world;
    private final Optional<Runnable> then;

    Closing(Connection connection, Optional<Runnable> then) {
        this.c = connection;
        this.world = connection.world();
        this.then = then;
    }

    void start() {
        c.steps().next(this::begin);
    }

    private void begin() {
        if (!world.locks().takeExclusive(c.id())) {
            world.trace().add(() -> "  c" + c.id() + " closes");
            c.closed();
            return;
        }
        world.trace().add(() -> "  c" + c.id() + " closes as the last one");
        c.steps().next(new Checkpoint(c, Checkpoint.Mode.PASSIVE)::start, this::endIndex, this::endLog, this::finish);
    }

    private void finish() {
        c.leftWal();
        world.settle();
        if (then.isEmpty()) {
            c.closed();
        } else {
            c.steps().next(then.get());
        }
    }

    private void endIndex() {
        c.unmappedIndex();
        if (!world.profile().keepsLog() && !c.isExclusive()) {
            world.disk().remove(ModelDisk.INDEX);
        }
    }

    private void endLog() {
        if (!world.profile().keepsLog()) {
            world.disk().remove(ModelDisk.LOG);
        } else if (world.profile().logLimit() >= 0) {
            world.disk().truncate(world.disk().file(ModelDisk.LOG), 0);
        }
    }
}
