package io.flotilla.probe;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/// The promises of [ReplicaTarget], each tried with a few objects. Used by one thread, in the order of the methods.
final class Promises {

    static final int RACERS = 16;

    private static final int SIZE = 64 * 1024;

    /// What every store takes in parts, where it takes anything in parts.
    private static final int LARGE = 6 * 1024 * 1024;

    private static final int RACES = 3;

    /// In order. Names of files and folders that differ in what is less than a slash are what a store that keeps
    /// folders gets wrong: MinIO does not find the last of these behind the one before.
    private static final List<String> NAMES = List.of("a!b", "a-b/c", "a-c", "a.b", "a/c/d-e/f", "a/c/d/e", "b/a");

    private final ReplicaTarget target;
    private final ScratchKeys scratch;
    private final RandomGenerator random;
    private final Executor threads;
    private final List<ObjectKey> listed;

    Promises(ScratchKeys scratch, RandomGenerator random, Executor threads) {
        this.target = scratch.target();
        this.scratch = scratch;
        this.random = random;
        this.threads = threads;
        this.listed = NAMES.stream().map(name -> scratch.key("b/" + name)).toList();
    }

    /// @throws TargetException where not even an object can be created: there is nothing to be tried out
    Finding readBack() throws TargetException {
        Bytes content = Bytes.random(random, SIZE);
        ObjectKey key = scratch.key("a/content");
        Puts.create(target, key, content);
        return finding("what was put is read back", () -> {
            check(read(key, ByteRange.ALL), content.array(), "other bytes came back");
            return SIZE + " bytes, the same";
        });
    }

    Finding createOnly() {
        return finding(CreateOnlyTrial.PROMISE, () -> secondPut(scratch.key("a/once"), 100));
    }

    Finding largeCreateOnly() {
        return finding(
                "a second put of a large object changes nothing", () -> secondPut(scratch.key("a/large"), LARGE));
    }

    private String secondPut(ObjectKey key, int size) throws IOException {
        Bytes first = Bytes.random(random, size);
        Puts.create(target, key, first);
        PutResult second = Puts.put(target, key, Bytes.random(random, size));
        if (second instanceof PutResult.Stored) {
            throw new Unkept("it replaced the first object: two writers are not safe here");
        }
        if (second instanceof PutResult.NotStored(var same, TargetException cause)
                && !(cause instanceof TargetException.AlreadyExists)) {
            throw cause;
        }
        check(read(key, ByteRange.ALL), first.array(), "it was refused, and changed the object all the same");
        return "refused, and the first is there";
    }

    /// Where all lose against each other, another race decides: a conflict may end so.
    Finding race() {
        return finding(RACERS + " puts at the same moment have one winner", () -> {
            for (int race = 0; race < RACES; race++) {
                Optional<String> seen = race(scratch.key("a/race-" + race));
                if (seen.isPresent()) {
                    return seen.get();
                }
            }
            throw new Unkept("nobody won any of " + RACES + " races");
        });
    }

    private Optional<String> race(ObjectKey key) throws Exception {
        var start = new CyclicBarrier(RACERS);
        List<Bytes> contents = new ArrayList<>();
        List<FutureTask<PutResult>> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            Bytes content = Bytes.random(random, SIZE);
            contents.add(content);
            racers.add(new FutureTask<>(() -> {
                start.await();
                return Puts.put(target, key, content);
            }));
        }
        racers.forEach(threads::execute);
        List<Bytes> winners = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            if (racers.get(i).get() instanceof PutResult.Stored) {
                winners.add(contents.get(i));
            }
        }
        if (winners.isEmpty()) {
            return Optional.empty();
        }
        if (winners.size() > 1) {
            throw new Unkept(winners.size() + " were told that they had won: two writers are not safe here");
        }
        check(read(key, ByteRange.ALL), winners.getFirst().array(), "the winner's content is not there");
        return Optional.of("one, and its content is there");
    }

    Finding range() {
        return finding("a part of an object is read", () -> {
            Bytes content = Bytes.random(random, SIZE);
            ObjectKey key = scratch.key("a/range");
            Puts.create(target, key, content);
            check(
                    read(key, new ByteRange(1000, 500)),
                    Arrays.copyOfRange(content.array(), 1000, 1500),
                    "the bytes from 1000 to 1500 are others");
            check(
                    read(key, ByteRange.from(SIZE - 10L)),
                    Arrays.copyOfRange(content.array(), SIZE - 10, SIZE),
                    "the last ten bytes are others");
            check(read(key, ByteRange.from(SIZE)), new byte[0], "there is something behind the end");
            return "from the middle, at the end, behind the end";
        });
    }

    /// After a put of each name. From a name in a folder, that is how the files of a replica are listed.
    Finding listing() {
        return finding("what was put is listed at once, in order", () -> {
            for (int i = 0; i < listed.size(); i++) {
                Puts.create(target, listed.get(i), Bytes.random(random, 10 + i));
            }
            ListPage first = target.list(ListRequest.below(scratch.key("b")).limit(4));
            ListPage rest = target.list(ListRequest.below(scratch.key("b"))
                    .after(first.objects().getLast().key()));
            List<ListedObject> found = new ArrayList<>(first.objects());
            found.addAll(rest.objects());
            check(!first.more() || rest.more() ? List.of() : keys(found), listed);
            for (int i = 0; i < listed.size(); i++) {
                if (found.get(i).size() != 10 + i) {
                    throw new Unkept("an object of " + (10 + i) + " bytes is listed with "
                            + found.get(i).size());
                }
            }
            ListRequest folder = ListRequest.below(scratch.key("b/a")).after(scratch.key("b/a/c/0"));
            check(keys(target.list(folder).objects()), listed.subList(4, 6));
            return listed.size() + " in two pages, with their sizes";
        });
    }

    /// From the last name to the first: after a page, a target may have kept what the store needs to go on there.
    Finding listingFromAnyName() throws TargetException {
        String promise = "a listing goes on behind any name";
        for (int i = listed.size() - 2; i >= 0; i--) {
            ListRequest next =
                    ListRequest.below(scratch.key("b")).after(listed.get(i)).limit(1);
            if (!keys(target.list(next).objects()).equals(List.of(listed.get(i + 1)))) {
                return new Finding.Noted(
                        promise,
                        "it passes over objects behind " + NAMES.get(i) + ": no harm to replicas, whose listings go on "
                                + "by the store's own mark of where a page ended; programs that list by names miss some");
            }
        }
        return new Finding.Kept(promise, "behind each of " + (listed.size() - 1));
    }

    private static List<ObjectKey> keys(List<ListedObject> objects) {
        return objects.stream().map(ListedObject::key).toList();
    }

    private static void check(List<ObjectKey> found, List<ObjectKey> expected) throws Unkept {
        if (!found.equals(expected)) {
            throw new Unkept("put was " + expected + ", and listed was " + found);
        }
    }

    /// Who may not delete, for lack of permission, is a writer that leaves it to others: that is no broken promise.
    Finding delete() {
        String promise = "a batch of deletes says what became of each";
        List<ObjectKey> keys = List.of(listed.getFirst(), listed.getLast(), scratch.key("never-there"));
        List<DeleteResult> results = target.delete(keys);
        for (DeleteResult result : results) {
            if (result instanceof DeleteResult.NotDeleted(var key, TargetException.Refused refused)) {
                return new Finding.Noted(promise, "not allowed, as befits who only writes: " + refused.getMessage());
            }
        }
        return finding(promise, () -> {
            for (DeleteResult result : results) {
                if (result instanceof DeleteResult.NotDeleted(var key, TargetException cause)) {
                    throw cause;
                }
            }
            isGone(keys.getFirst());
            long left =
                    target.list(ListRequest.below(scratch.key("b"))).objects().size();
            if (left != listed.size() - 2) {
                throw new Unkept("two of " + listed.size() + " were deleted, and " + left + " are listed");
            }
            return "two gone, one was never there";
        });
    }

    private void isGone(ObjectKey key) throws IOException {
        try {
            target.open(key, ByteRange.ALL).close();
        } catch (TargetException.NotFound gone) {
            return;
        }
        throw new Unkept("the store says of " + key + " that it is deleted, and it is there");
    }

    private byte[] read(ObjectKey key, ByteRange range) throws IOException {
        try (InputStream stream = target.open(key, range)) {
            return stream.readAllBytes();
        }
    }

    private static void check(byte[] found, byte[] expected, String otherwise) throws Unkept {
        if (!Arrays.equals(found, expected)) {
            throw new Unkept(otherwise);
        }
    }

    private static Finding finding(String promise, Callable<String> trial) {
        try {
            return new Finding.Kept(promise, trial.call());
        } catch (Exception broken) {
            return new Finding.Broken(promise, String.valueOf(broken.getMessage()));
        }
    }

    /// What was seen instead.
    private static final class Unkept extends IOException {

        private static final long serialVersionUID = 1L;

        Unkept(String seen) {
            super(seen);
        }
    }
}
