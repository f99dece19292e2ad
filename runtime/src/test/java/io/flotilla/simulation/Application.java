package io.flotilla.simulation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// All that is done to the database: its processes, whoever replaces it, the machine it runs on.
final class Application {

    private final World world;
    private final SplittableRandom random;
    private final Steps replacement = new Steps();
    private long microSteps;

    Application(World world) {
        this.world = world;
        this.random = world.random();
    }

    /// The first database, before anyone looks.
    void create() {
        Image first = Image.random(
                world.profile().pageSize(),
                1 + random.nextInt(6),
                world.profile().startsInWal(),
                random);
        ModelFile file = world.disk().openOrCreate("");
        world.disk().write(file, 0, first.bytes());
        file.sync();
        world.settle();
    }

    long microSteps() {
        return microSteps;
    }

    /// One process makes one step; the clock goes on a little.
    void step() {
        microSteps++;
        world.clock().move(1 + random.nextInt(random.nextInt(20) == 0 ? 30_000_000 : 300_000));
        if (!replacement.isEmpty()) {
            replacement.run();
            return;
        }
        List<Connection> connections = world.connections();
        Connection c = connections.get(random.nextInt(connections.size()));
        if (c.isIdle()) {
            begin(c);
        } else {
            c.steps().run();
        }
    }

    private void begin(Connection c) {
        if (c.isInWal()) {
            beginInWal(c);
        } else if (world.now().isEmpty() || hasLog() || world.now().get().isWal()) {
            new Opening(c, random.nextInt(8) == 0).start();
        } else {
            beginInPlace(c);
        }
    }

    private boolean hasLog() {
        return world.disk().find(ModelDisk.LOG).isPresent();
    }

    private void beginInWal(Connection c) {
        switch (random.nextInt(30)) {
            case 0, 1 -> new Closing(c, Optional.empty()).start();
            case 2, 3, 4 -> new Checkpoint(c, Checkpoint.Mode.PASSIVE).start();
            case 5 -> new Checkpoint(c, Checkpoint.Mode.FULL).start();
            case 6 -> new Checkpoint(c, Checkpoint.Mode.RESTART).start();
            case 7 -> new Checkpoint(c, Checkpoint.Mode.TRUNCATE).start();
            case 8, 9 -> read(c, random.nextInt(20));
            case 10 -> leaveWal(c);
            default -> new WalTransaction(c).start();
        }
    }

    private void beginInPlace(Connection c) {
        if (random.nextInt(10) == 0) {
            new RollbackTransaction(c, before -> Edit.mode(before, true, random), new Opening(c, false)::start).start();
        } else {
            new RollbackTransaction(c, before -> Edit.inPlace(before, world.older(), random), () -> {}).start();
        }
    }

    /// `PRAGMA journal_mode=DELETE`, which only the last connection can do.
    private void leaveWal(Connection c) {
        if (!world.profile().keepsLog()) {
            Runnable toRollback =
                    new RollbackTransaction(c, before -> Edit.mode(before, false, random), () -> {})::start;
            new Closing(c, Optional.of(toRollback)).start();
        }
    }

    private void read(Connection c, int steps) {
        c.steps().next(() -> {
            if (c.beginRead(() -> {})) {
                readOn(c, steps);
            }
        });
    }

    private void readOn(Connection c, int steps) {
        c.steps().next(steps > 0 ? () -> readOn(c, steps - 1) : c::endRead);
    }

    /// One process dies, or all of them.
    void crash() {
        boolean all = random.nextBoolean();
        for (Connection c : world.connections()) {
            if (all || random.nextInt(world.connections().size()) == 0) {
                c.kill();
            }
        }
        settleIfClosed();
    }

    void cutPower() {
        world.trace().add(() -> "  the power goes");
        replacement.forget();
        world.connections().forEach(Connection::kill);
        world.disk().cutPower(random);
        world.settle();
    }

    /// Nobody replaces a database that is open: SQLite itself would break it.
    void replace() {
        if (world.nobodyIsOpen() && replacement.isEmpty()) {
            new Replacement(world, replacement).start();
        }
    }

    /// Lets everyone finish, and reads once, so that what was lost is recovered.
    void rest() {
        for (int i = 0; i < 10_000 && !(world.isIdle() && replacement.isEmpty()); i++) {
            if (!replacement.isEmpty()) {
                replacement.run();
            } else {
                world.connections().stream()
                        .filter(c -> !c.isIdle())
                        .forEach(c -> c.steps().run());
            }
        }
        if (random.nextBoolean()) {
            world.connections().forEach(Connection::kill);
            settleIfClosed();
        }
        boolean noneOpen = world.connections().stream().noneMatch(Connection::isInWal);
        for (Connection c : world.connections()) {
            if (noneOpen || c.isInWal()) {
                finish(c);
            }
        }
        settleIfClosed();
    }

    private void finish(Connection c) {
        if (c.isInWal()) {
            read(c, 0);
        } else {
            new Opening(c, false).start();
        }
        for (int i = 0; i < 1000 && !c.isIdle(); i++) {
            c.steps().run();
        }
    }

    private void settleIfClosed() {
        if (world.isInNobodysHands()) {
            world.settle();
        }
    }
}
