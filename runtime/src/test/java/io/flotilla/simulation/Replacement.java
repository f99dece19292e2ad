package io.flotilla.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Somebody puts another database, or an older copy, into the place of this one while nobody has it open: under the
/// same name, into the same file, or by moving it away and back.
final class Replacement {

    private final World world;
    private final Steps steps;
    private final SplittableRandom random;

    Replacement(World world, Steps steps) {
        this.world = world;
        this.steps = steps;
        this.random = world.random();
    }

    void start() {
        int kind = random.nextInt(6);
        boolean leavesLog = random.nextInt(8) == 0;
        Image other = other();
        world.trace().add(() -> "  replaced, kind " + kind + (leavesLog ? ", log left" : ""));
        Runnable place = switch (kind) {
            case 0, 1 -> () -> renameOver(other);
            case 2 -> () -> copyInto(other, true);
            case 3 -> () -> copyInto(other, false);
            case 4 -> () -> remove(other);
            default -> this::moveAwayAndBack;
        };
        if (kind == 5 || leavesLog) {
            steps.next(place);
        } else if (random.nextBoolean()) {
            steps.next(this::removeLog, place);
        } else {
            steps.next(place, this::removeLog);
        }
    }

    private Image other() {
        History history = world.history();
        int pageSize = world.profile().pageSize();
        return random.nextBoolean() && history.size() > 0
                ? history.image(random.nextInt(history.size()))
                : Image.random(pageSize, 1 + random.nextInt(8), random.nextBoolean(), random);
    }

    private void removeLog() {
        steps.next(() -> remove(ModelDisk.JOURNAL), () -> remove(ModelDisk.LOG), () -> remove(ModelDisk.INDEX));
    }

    private void remove(String suffix) {
        world.disk().remove(suffix);
        world.settle();
    }

    private void renameOver(Image other) {
        ModelFile file = world.disk().newFile();
        world.disk().write(file, 0, other.bytes());
        file.sync();
        world.disk().rename(file, "");
        world.settle();
    }

    private void copyInto(Image other, boolean truncates) {
        if (world.disk().find("").isEmpty()) {
            return;
        }
        byte[] bytes = other.bytes();
        if (truncates) {
            world.disk().truncate(world.disk().file(""), 0);
            world.settle();
        }
        steps.next(() -> copyNext(bytes, 0), () -> {
            world.disk().truncate(world.disk().file(""), bytes.length);
            world.settle();
        });
    }

    private void copyNext(byte[] bytes, int offset) {
        if (offset < bytes.length) {
            int end = Math.min(bytes.length, offset + 1024);
            world.disk().write(world.disk().file(""), offset, Arrays.copyOfRange(bytes, offset, end));
            world.settle();
            steps.next(() -> copyNext(bytes, end));
        }
    }

    private void remove(Image other) {
        remove("");
        steps.next(() -> {}, () -> renameOver(other));
    }

    private void moveAwayAndBack() {
        if (world.disk().find("").isPresent()) {
            ModelFile file = world.disk().file("");
            remove("");
            steps.next(() -> {}, () -> {}, () -> {
                world.disk().rename(file, "");
                world.settle();
            });
        }
    }
}
