package io.flotilla.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.disk.DirectoryEvent;
import io.flotilla.disk.DirectoryWatcher;
import io.flotilla.disk.DiskOf;
import io.flotilla.disk.Mount;
import io.flotilla.disk.PosixDisk;
import io.flotilla.disk.WatchLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel tells, and what becomes of it. No sweep runs while a test waits.
class TreeWatchTest {

    @TempDir
    Path temporary;

    /// A thread that watches a tree, and what it is told.
    private static final class Watcher implements Scanner.Changes, AutoCloseable {

        private final Tree tree;
        private final LinkedBlockingQueue<String> changed = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> missed = new LinkedBlockingQueue<>();
        private final Thread thread;

        Watcher(Tree tree) {
            this.tree = tree;
            this.thread = Thread.ofPlatform().start(this::watch);
        }

        private void watch() {
            try {
                tree.scanner().watch(this);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void changed(DatabaseId database) {
            changed.add(tree.name(database));
        }

        @Override
        public void missed(String why) {
            missed.add(why);
        }

        /// Until everything is watched and was looked at since.
        Watcher begun() throws IOException {
            while (!tree.scanner().isTold()) {
                tree.settle();
            }
            changed.clear();
            return this;
        }

        /// Waits until all of these, and gives what else was told before.
        Set<String> await(String... names) throws InterruptedException {
            Set<String> told = new TreeSet<>();
            while (!told.containsAll(Set.of(names))) {
                String next = changed.poll(60, TimeUnit.SECONDS);
                assertThat(next).as("told so far: %s", told).isNotNull();
                told.add(next);
            }
            return told;
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void tellsOfAWriteToADatabaseItsLogAndItsJournal() throws Exception {
        try (Tree tree = tree("a.db", "b.db", "d/c.db");
                Watcher watcher = new Watcher(tree).begun()) {
            tree.file("d/c.db-wal", new byte[32]);
            assertThat(watcher.await("d/c.db")).containsExactly("d/c.db");
            tree.file("b.db-journal", new byte[32]);
            assertThat(watcher.await("b.db")).doesNotContain("a.db");
            tree.database("a.db");
            watcher.await("a.db");
            assertThat(watcher.missed).isEmpty();
        }
    }

    @Test
    void readingTellsNothing() throws Exception {
        try (Tree tree = tree("a.db", "b.db");
                Watcher watcher = new Watcher(tree).begun()) {
            Files.readAllBytes(tree.path("a.db"));
            tree.scanner().discover();
            tree.sweep();
            tree.database("b.db");
            assertThat(watcher.await("b.db")).containsExactly("b.db");
        }
    }

    @Test
    void tellsOfANewDatabaseAndOfANewTree() throws Exception {
        try (Tree tree = tree("a.db");
                Watcher watcher = new Watcher(tree).begun()) {
            tree.database("new.db");
            watcher.await("new.db");
            tree.database("d/e/f/c.db");
            watcher.await("d/e/f/c.db");
            tree.file("d/e/f/c.db-wal", new byte[32]);
            watcher.await("d/e/f/c.db");
            assertThat(tree.row("d/e/f/c.db").replica().toString()).isEqualTo("d/e/f/c.db");
        }
    }

    /// SQLite keeps a database open for as long as its application does.
    @Test
    @Tag("D-15")
    void tellsOfAnEmptyFileThatWasPassedOverAndIsWritten() throws Exception {
        try (Tree tree = tree("a.db")) {
            for (int i = 0; i < 10; i++) {
                tree.file("empty" + i, new byte[0]);
            }
            tree.restarted(2).scanner().discover();
            assertThat(tree.catalog().size()).isEqualTo(3);
            try (Watcher watcher = new Watcher(tree).begun();
                    FileChannel open = FileChannel.open(tree.path("empty9"), StandardOpenOption.WRITE)) {
                open.write(ByteBuffer.wrap(Files.readAllBytes(tree.path("a.db"))));
                watcher.await("empty9");
                assertThat(tree.catalog().size()).isEqualTo(4);
            }
        }
    }

    @Test
    @Tag("D-8")
    void tellsOfADatabaseThatIsGoneAndIsThereAgain() throws Exception {
        try (Tree tree = tree("a.db", "b.db");
                Watcher watcher = new Watcher(tree).begun()) {
            Files.delete(tree.path("a.db"));
            watcher.await("a.db");
            assertThat(tree.scanner().look(tree.row("a.db").id())).isEmpty();
            assertThat(tree.row("a.db").state()).isEqualTo(DatabaseState.MISSING);
            tree.database("a.db");
            watcher.await("a.db");
            assertThat(tree.scanner().look(tree.row("a.db").id())).isPresent();
        }
    }

    /// The watch stays at the directory, wherever that is.
    @Test
    @Tag("D-10")
    void aDirectoryThatWasMovedIsToldOfUnderItsNewName() throws Exception {
        try (Tree tree = tree("d/e/a.db", "b.db");
                Watcher watcher = new Watcher(tree).begun()) {
            Files.move(tree.path("d"), tree.path("n"));
            watcher.await("n/e/a.db");
            watcher.changed.clear();
            tree.file("n/e/a.db-wal", new byte[32]);
            assertThat(watcher.await("n/e/a.db")).containsExactly("n/e/a.db");

            // What is told before this belongs to the write above, which is several events.
            tree.file("b.db-wal", new byte[32]);
            watcher.await("b.db");
            tree.database("d/e/a.db");
            assertThat(watcher.await("d/e/a.db")).doesNotContain("n/e/a.db");
            watcher.changed.clear();
            tree.file("d/e/a.db-wal", new byte[32]);
            assertThat(watcher.await("d/e/a.db")).containsExactly("d/e/a.db");
        }
    }

    @Test
    void aTreeThatCameBackIsToldOfAtOnce() throws Exception {
        try (Tree tree = tree("d/e/a.db", "b.db");
                Watcher watcher = new Watcher(tree).begun()) {
            Path away = temporary.resolve("away");
            Files.move(tree.path("d"), away);
            while (tree.row("d/e/a.db").state() != DatabaseState.MISSING) {
                tree.sweep();
            }
            watcher.changed.clear();
            Files.move(away, tree.path("d"));
            watcher.await("d/e/a.db");
            watcher.changed.clear();
            tree.file("d/e/a.db-wal", new byte[32]);
            assertThat(watcher.await("d/e/a.db")).containsExactly("d/e/a.db");
        }
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        try (Tree tree = tree("a.db")) {
            Watcher watcher = new Watcher(tree).begun();
            assertThat(tree.scanner().isTold()).isTrue();
            watcher.close();
            assertThat(tree.scanner().isTold()).isFalse();
            tree.file("a.db-wal", new byte[32]);
            assertThat(tree.sweep()).containsExactly("a.db");
        }
    }

    @Test
    @Tag("P-7")
    void wherePartIsNotWatchedItSaysSoOnceAndGoesOn() throws Exception {
        var isFull = new AtomicBoolean(true);
        var refused = new AtomicInteger();
        try (Tree tree = new Tree(
                temporary, new Gate(() -> new FullWatcher(PosixDisk.open().watcher(), isFull, refused)))) {
            tree.database("a.db");
            tree.database("d/b.db");
            for (int i = 0; i < 50; i++) {
                tree.database("more/" + i + "/c.db");
            }
            tree.scanner().discover();
            try (Watcher watcher = new Watcher(tree)) {
                assertThat(watcher.missed.poll(60, TimeUnit.SECONDS)).isEqualTo("full");
                tree.settle();
                assertThat(tree.scanner().isTold()).isFalse();
                tree.file("a.db-wal", new byte[32]);
                assertThat(tree.sweep()).containsExactly("a.db");
                assertThat(watcher.missed).as("said once").isEmpty();
                assertThat(refused.get())
                        .as("not asked again for each directory")
                        .isBetween(1, 20);

                isFull.set(false);
                watcher.begun();
                tree.file("d/b.db-wal", new byte[32]);
                watcher.await("d/b.db");
            }
        }
    }

    @Test
    @Tag("P-7")
    void goesOnWhereNobodyTells() throws Exception {
        try (Tree tree = new Tree(temporary, new Gate(() -> {
            throw new WatchLimitException("no more watchers");
        }))) {
            Watcher watcher = new Watcher(tree);
            assertThat(watcher.missed.poll(60, TimeUnit.SECONDS))
                    .contains("the sweeps alone see it", "no more watchers");
            watcher.thread.join();
            assertThat(tree.scanner().isTold()).isFalse();
        }
    }

    @Test
    void lostEventsMakeASweepDue() throws Exception {
        var lost = new DirectoryEvent(DirectoryEvent.Kind.LOST, -1, new byte[0]);
        try (Tree tree = new Tree(temporary, new Gate(() -> new TellingWatcher(lost, new AtomicInteger(1))));
                Watcher watcher = new Watcher(tree)) {
            assertThat(watcher.missed.poll(60, TimeUnit.SECONDS)).contains("max_queued_events");
        }
    }

    @Test
    void goesOnAfterWhatCouldNotBeLookedAt() throws Exception {
        var fails = new AtomicBoolean();
        var gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                if (what.equals("open") && path.endsWith("new.db") && fails.getAndSet(false)) {
                    throw new IllegalStateException("The catalog is full");
                }
                return call.make();
            }
        };
        try (Tree tree = new Tree(temporary, gate)) {
            tree.database("a.db");
            tree.scanner().discover();
            try (Watcher watcher = new Watcher(tree).begun()) {
                fails.set(true);
                // At once, as one that was seen empty is known before it is opened.
                Files.move(tree.database("../new.db"), tree.path("new.db"));
                assertThat(watcher.missed.poll(60, TimeUnit.SECONDS)).contains("The catalog is full");
                assertThat(fails).isFalse();
                tree.file("a.db-wal", new byte[32]);
                watcher.await("a.db");
            }
        }
    }

    /// Nothing tells of what was below.
    @Test
    void anUnmountedFileSystemMakesASweepDue() throws Exception {
        Path at = Files.createDirectories(temporary.toRealPath().resolve("root/disk"));
        try (Mount mount = Mount.tmpfs(at, "size=1m");
                Tree tree = tree("a.db", "disk/b.db");
                Watcher watcher = new Watcher(tree).begun()) {
            mount.close();
            assertThat(watcher.missed.poll(60, TimeUnit.SECONDS)).contains("unmounted");
            tree.sweep();
            assertThat(tree.row("disk/b.db").state()).isEqualTo(DatabaseState.MISSING);
        }
    }

    /// They come faster than they are read.
    @Test
    void eventsWithoutAnEndAreTold() throws Exception {
        var left = new AtomicInteger(1_000_000);
        var written = new DirectoryEvent(DirectoryEvent.Kind.WRITTEN, 1, "a.db".getBytes(US_ASCII));
        try (Tree tree = new Tree(temporary, new Gate(() -> new TellingWatcher(written, left)))) {
            tree.database("a.db");
            tree.scanner().discover();
            try (Watcher watcher = new Watcher(tree)) {
                watcher.await("a.db");
                assertThat(left).as("there would be more").hasPositiveValue();
            }
        }
    }

    /// Makes another watcher than the disk would.
    private record Gate(DiskOf.Call<DirectoryWatcher> watcher) implements DiskOf.Gate {

        @Override
        @SuppressWarnings("unchecked")
        public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
            return what.equals("watcher") ? (T) watcher.make() : call.make();
        }
    }

    /// No more watches are allowed for some time.
    private record FullWatcher(DirectoryWatcher watcher, AtomicBoolean isFull, AtomicInteger refused)
            implements DirectoryWatcher {

        @Override
        public int watch(Path directory) throws IOException {
            if (isFull.get()) {
                refused.incrementAndGet();
                throw new WatchLimitException("full");
            }
            return watcher.watch(directory);
        }

        @Override
        public void unwatch(int watch) {
            watcher.unwatch(watch);
        }

        @Override
        public int read(Duration atMost, Consumer<DirectoryEvent> events) throws IOException {
            return watcher.read(atMost, events);
        }

        @Override
        public void close() {
            watcher.close();
        }
    }

    private Tree tree(String... names) throws IOException {
        Tree tree = new Tree(temporary);
        for (String name : names) {
            tree.database(name);
        }
        tree.scanner().discover();
        tree.settle();
        return tree;
    }

    /// Tells the same one, so often.
    private record TellingWatcher(DirectoryEvent event, AtomicInteger left) implements DirectoryWatcher {

        @Override
        public int watch(Path directory) {
            return 1;
        }

        @Override
        public void unwatch(int watch) {}

        @Override
        public int read(Duration atMost, Consumer<DirectoryEvent> events) {
            if (left.get() == 0) {
                return 0;
            }
            left.decrementAndGet();
            events.accept(event);
            return 1;
        }

        @Override
        public void close() {}
    }
}
