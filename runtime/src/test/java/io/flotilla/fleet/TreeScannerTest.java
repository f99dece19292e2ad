package io.flotilla.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.detection.Detection;
import io.flotilla.detection.Sighting;
import io.flotilla.disk.DiskOf;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Mount;
import io.flotilla.disk.PosixDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a sweep sees, and what it asks the disk for that.
class TreeScannerTest {

    @TempDir
    Path temporary;

    @Test
    void asksOnceForAnIdleDatabase() throws IOException {
        try (Tree tree = settled("a.db", "b.db", "d/c.db")) {
            assertThat(tree.sweep()).isEmpty();
            assertThat(tree.calls())
                    .containsExactly(
                            "realPath root",
                            "status root",
                            "status root",
                            "status root/b.db",
                            "status root/a.db",
                            "status root/d",
                            "status root/d/c.db");
        }
    }

    @Test
    void seesALogAndAJournalThatWereNotThere() throws IOException {
        try (Tree tree = settled("a.db", "b.db", "d/c.db")) {
            tree.file("a.db-wal", new byte[32]);
            tree.file("d/c.db-journal", new byte[32]);
            assertThat(tree.sweep()).containsExactly("a.db", "d/c.db");
            tree.settle();
            assertThat(tree.sweep()).isEmpty();
            assertThat(tree.calls()).contains("status root/a.db-wal").doesNotContain("status root/a.db-journal");

            tree.file("a.db-wal", new byte[64]);
            assertThat(tree.sweep()).containsExactly("a.db");
        }
    }

    /// Its name is there, and what it leads to comes without a change to the directory.
    @Test
    void seesALogThatALinkLeadsTo() throws IOException {
        try (Tree tree = new Tree(temporary)) {
            tree.database("a.db");
            Files.createSymbolicLink(tree.path("a.db-wal"), temporary.resolve("log"));
            tree.scanner().discover();
            tree.settle();
            assertThat(tree.sweep()).isEmpty();
            Files.write(temporary.resolve("log"), new byte[32]);
            assertThat(tree.sweep()).containsExactly("a.db");
        }
    }

    /// A write at the tick of the one before leaves the status as it was; so does what comes into a directory.
    @Test
    @Tag("P-8")
    void looksAgainAtWhatWasWrittenInAStretchOfTimeThatWasThereTwice() throws IOException {
        try (Tree tree = settled("a.db", "d/b.db")) {
            tree.clocks().moveWall(Duration.ofSeconds(-30));
            assertThat(tree.sweep()).isEmpty();
            tree.clocks().moveWall(Duration.ofSeconds(20));
            assertThat(tree.sweep()).isEmpty();

            tree.clocks().moveWall(Duration.ofSeconds(20));
            assertThat(tree.sweep()).containsExactly("a.db", "d/b.db");
            tree.settle();
            assertThat(tree.sweep()).isEmpty();
        }
    }

    /// What a listing does not name is not there, so it is not asked for.
    @Test
    void asksOnceForAnIdleDatabaseFromTheFirstSweepOn() throws IOException {
        try (Tree tree = settled("a.db", "b.db", "d/c.db", "Ü.db")) {
            tree.file("b.db-wal", new byte[32]);
            tree.file("d/C.DB-journal", new byte[32]);
            tree.settle();
            tree.restarted().scanner().discover();
            assertThat(tree.sweep()).isEmpty();
            assertThat(tree.calls().stream().filter(call -> call.contains(".db")))
                    .as("and the first one to see whether the root is mounted")
                    .containsExactlyInAnyOrder(
                            "status root/a.db",
                            "status root/a.db",
                            "status root/b.db",
                            "status root/b.db-wal",
                            "status root/Ü.db",
                            "status root/Ü.db-wal",
                            "status root/Ü.db-journal",
                            "status root/d/c.db",
                            "status root/d/c.db-journal");
        }
    }

    /// Between the walk and the first sweep, and in the middle of the walk.
    @Test
    void seesALogAndAJournalThatCameSinceTheFirstListing() throws IOException {
        var duringTheWalk = new AtomicReference<Runnable>(() -> {});
        var gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                T answer = call.make();
                if (what.equals("list")) {
                    duringTheWalk.getAndSet(() -> {}).run();
                }
                return answer;
            }
        };
        try (Tree tree = new Tree(temporary, gate)) {
            for (String name : List.of("a.db", "b.db", "d/c.db")) {
                tree.database(name);
            }
            tree.scanner().discover();
            tree.settle();
            tree.restarted();
            var isDone = new AtomicBoolean();
            duringTheWalk.set(() -> {
                write(tree, "a.db-wal");
                isDone.set(true);
            });
            tree.scanner().discover();
            assertThat(isDone).isTrue();
            tree.file("d/c.db-journal", new byte[32]);
            assertThat(tree.sweep()).containsExactly("a.db", "d/c.db");
        }
    }

    private static void write(Tree tree, String name) {
        try {
            tree.file(name, new byte[32]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Written, made, renamed and removed while nobody looked.
    @Test
    void theFirstLookFindsWhatHappenedMeanwhile() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int handedOver = 0;
        try (Tree tree = settled("a.db", "d/b.db", "d/e/c.db", "f/a.db")) {
            for (int step = 0; step < 100; step++) {
                for (int change = random.nextInt(4); change > 0; change--) {
                    change(tree, random);
                }
                if (random.nextInt(4) == 0) {
                    tree.tick();
                }
                tree.restarted().scanner().discover();
                Set<String> swept = tree.sweep();
                Set<String> expected = changedByFullLooks(tree);
                assertThat(swept).as("seed %d, step %d", seed, step).isEqualTo(expected);
                assertThat(known(tree, swept))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(databases(tree));
                handedOver += swept.size();
                if (random.nextBoolean()) {
                    for (String name : swept) {
                        tree.clean(tree.row(name).id());
                    }
                }
            }
        }
        assertThat(handedOver).isPositive();
    }

    @Test
    @Tag("D-15")
    void emptyFilesWithoutAPlaceAreDatabasesWhenTheyAreWritten() throws IOException {
        try (Tree tree = settled("a.db")) {
            tree.restarted(3);
            for (int i = 0; i < 10; i++) {
                tree.file("empty" + i, new byte[0]);
            }
            assertThat(tree.scanner().discover().doubts().values())
                    .singleElement()
                    .asString()
                    .contains("many empty files");
            assertThat(tree.catalog().size()).as("a.db and three").isEqualTo(4);
            tree.settle();

            tree.database("empty9");
            tree.file("empty9-journal", new byte[32]);
            assertThat(tree.sweep()).as("a name came").contains("empty9");
            Files.delete(tree.path("empty9-journal"));
            tree.settle();
            long listed = Files.getLastModifiedTime(tree.path("")).toMillis();
            tree.database("empty8");
            assertThat(Files.getLastModifiedTime(tree.path("")).toMillis()).isEqualTo(listed);
            tree.scanner().discover();
            assertThat(tree.catalog().size()).isEqualTo(6);
            assertThat(tree.sweep()).contains("empty8");
        }
    }

    /// Whoever makes and removes empty files for ever fills no catalog, before and after a restart.
    @Test
    @Tag("D-15")
    void anEmptyFileThatWentKeepsItsPlace() throws IOException {
        try (Tree tree = settled("a.db")) {
            for (int round = 0; round < 4; round++) {
                if (round % 2 == 0) {
                    tree.restarted(3);
                }
                for (int i = 0; i < 3; i++) {
                    tree.file("empty" + round + i, new byte[0]);
                }
                tree.scanner().discover();
                tree.settle();
                for (int i = 0; i < 3; i++) {
                    Files.delete(tree.path("empty" + round + i));
                }
                tree.settle();
            }
            assertThat(tree.catalog().size()).as("a.db and three").isEqualTo(4);
        }
    }

    @Test
    @Tag("D-15")
    void anEmptyFileThatBecameADatabaseGivesItsPlaceAway() throws IOException {
        try (Tree tree = settled("a.db")) {
            tree.restarted(1);
            tree.file("empty", new byte[0]);
            tree.scanner().discover();
            tree.database("empty");
            tree.settle();
            tree.catalog().mark(tree.row("empty").id(), DatabaseState.LAGGING, Why.NOTHING);
            tree.file("next", new byte[0]);
            tree.scanner().discover();
            assertThat(tree.row("next").state()).isEqualTo(DatabaseState.ACTIVE);
        }
    }

    @Test
    void findsWhatIsNewWithoutAWalk() throws IOException {
        try (Tree tree = settled("a.db")) {
            tree.database("b.db");
            tree.database("d/e/f/c.db");
            assertThat(tree.sweep()).containsExactly("b.db", "d/e/f/c.db");
        }
    }

    @Test
    @Tag("D-8")
    void whatIsGoneCostsNothingAndComesBack() throws IOException {
        try (Tree tree = settled("a.db", "d/c.db")) {
            Files.delete(tree.path("a.db"));
            Files.delete(tree.path("d/c.db"));
            Files.delete(tree.path("d"));
            assertThat(tree.sweep()).isEmpty();
            assertThat(tree.row("a.db").state()).isEqualTo(DatabaseState.MISSING);
            assertThat(tree.row("d/c.db").state()).isEqualTo(DatabaseState.MISSING);
            tree.settle();
            tree.sweep();
            assertThat(tree.calls()).noneMatch(call -> call.contains("a.db")).contains("status root/d");

            tree.database("a.db");
            tree.database("d/c.db");
            assertThat(tree.sweep()).containsExactly("a.db", "d/c.db");
        }
    }

    @Test
    @Tag("D-10")
    void aRenamedTreeIsAnotherOne() throws IOException {
        try (Tree tree = settled("d/e/a.db", "d/e/b.db")) {
            Files.move(tree.path("d"), tree.path("n"));
            assertThat(tree.sweep()).containsExactly("n/e/a.db", "n/e/b.db");
            tree.sweep();
            assertThat(tree.row("d/e/a.db").state()).isEqualTo(DatabaseState.MISSING);

            Files.move(tree.path("n"), tree.path("d"));
            assertThat(tree.sweep()).containsExactly("d/e/a.db", "d/e/b.db");
            assertThat(tree.row("n/e/a.db").state()).isEqualTo(DatabaseState.MISSING);
        }
    }

    /// Neither of two names of one file is replicated under the other's: which one has the log is not known.
    @Test
    @Tag("D-33")
    void eachNameOfOneFileIsKnown() throws IOException {
        try (Tree tree = settled("a.db")) {
            Files.createLink(tree.path("b.db"), tree.path("a.db"));
            assertThat(tree.sweep())
                    .as("the second name, and the first, whose links are counted")
                    .containsExactly("a.db", "b.db");
        }
    }

    @Test
    @Tag("D-15")
    void doesNotOpenAgainWhatIsNoDatabase() throws IOException {
        try (Tree tree = new Tree(temporary)) {
            tree.database("a.db");
            Path old = tree.file("old.txt", "text".getBytes(UTF_8));
            tree.scanner().discover();
            tree.settle();
            tree.sweep();
            assertThat(tree.calls()).as("it is young").contains("list root").contains("open root/old.txt");

            Files.write(old, Files.readAllBytes(tree.path("a.db")));
            assertThat(tree.sweep()).as("and is a database now").containsExactly("old.txt");
        }
    }

    @Test
    @Tag("D-33")
    void asksForEverythingWhereTimesProveNothing() throws IOException {
        var gate = new DiskOf.Gate() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                return what.equals("remoteFileSystem") ? (T) Optional.of("NFS") : call.make();
            }
        };
        try (Tree tree = new Tree(temporary, gate)) {
            tree.database("a.db");
            assertThat(tree.scanner().discover().doubts()).hasSize(1);
            tree.settle();
            tree.sweep();
            assertThat(tree.calls())
                    .contains("list root", "status root/a.db", "status root/a.db-wal", "status root/a.db-journal");
        }
    }

    @Test
    void aDirectoryThatVanishesWhileItIsWalkedHindersNobody() throws IOException {
        var vanished = new AtomicBoolean();
        var gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                if (what.equals("list") && path.endsWith("b")) {
                    vanished.set(true);
                    throw new NoSuchFileException(path.toString());
                }
                return call.make();
            }
        };
        try (Tree tree = new Tree(temporary, gate)) {
            tree.database("a/x.db");
            tree.database("b/x.db");
            tree.database("c/x.db");
            assertThat(tree.scanner().discover()).isEqualTo(new Scanner.Discovered(2, List.of()));
            assertThat(vanished).isTrue();
            assertThat(tree.sweep()).containsExactly("a/x.db", "c/x.db");
        }
    }

    /// It may be looked up in, and not be read.
    @Test
    void seesALogInADirectoryThatCannotBeListedAnyMore() throws IOException {
        var refused = new AtomicInteger();
        var isRefused = new AtomicBoolean();
        var gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                if (what.equals("list") && isRefused.get()) {
                    refused.incrementAndGet();
                    throw new AccessDeniedException(path.toString());
                }
                return call.make();
            }
        };
        try (Tree tree = new Tree(temporary, gate)) {
            tree.database("a.db");
            tree.scanner().discover();
            tree.settle();
            isRefused.set(true);
            tree.file("a.db-wal", new byte[32]);
            assertThat(tree.sweep()).containsExactly("a.db");
            assertThat(refused).hasPositiveValue();
        }
    }

    /// The events tell of it while a sweep is on its way there.
    @Test
    void aDirectoryThatIsFoundGoneByTwoHindersNobody() throws IOException {
        var meanwhile = new AtomicReference<Runnable>(() -> {});
        var gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                T answer = call.make();
                if (what.equals("status") && path.endsWith("gone") && !Files.exists(path)) {
                    meanwhile.getAndSet(() -> {}).run();
                }
                return answer;
            }
        };
        try (Tree tree = new Tree(temporary, gate)) {
            tree.database("d/a.db");
            Files.createDirectories(tree.path("gone"));
            tree.scanner().discover();
            tree.settle();
            Files.delete(tree.path("gone"));
            var fired = new AtomicBoolean();
            meanwhile.set(() -> {
                tree.scanner().examine(Set.of(), Set.of(1, 2, 3), database -> {});
                fired.set(true);
            });
            tree.file("d/a.db-wal", new byte[32]);
            assertThat(tree.sweep()).containsExactly("d/a.db");
            assertThat(fired).isTrue();
            Files.createDirectories(tree.path("gone"));
            tree.database("gone/b.db");
            assertThat(tree.sweep()).contains("gone/b.db");
        }
    }

    @Test
    void aRootThatVanishesIsNotAllDeleted() throws IOException {
        try (Tree tree = settled("a.db", "b.db", "d/c.db", "d/d.db")) {
            Path away = temporary.resolve("away");
            Files.move(tree.path(""), away);
            assertThat(tree.sweep()).isEmpty();
            assertThat(tree.calls())
                    .filteredOn(call -> call.equals("realPath root"))
                    .as("asked once for all databases")
                    .hasSize(1);
            for (String name : List.of("a.db", "d/c.db")) {
                assertThat(tree.row(name).state()).isEqualTo(DatabaseState.DEGRADED);
                assertThat(tree.row(name).why().code()).isEqualTo(ReasonCode.ROOT_UNAVAILABLE);
            }
            assertThat(tree.scanner().isTold()).isFalse();
            Files.move(away, tree.path(""));
            assertThat(tree.sweep()).containsExactly("a.db", "b.db", "d/c.db", "d/d.db");
        }
    }

    @Test
    void aRootThatIsNotMountedIsNotAllDeleted() throws Exception {
        Path at = Files.createDirectories(temporary.toRealPath().resolve("root"));
        try (Mount mount = Mount.tmpfs(at, "size=1m");
                Tree tree = settled("a.db", "d/c.db")) {
            mount.close();
            assertThat(Files.list(at)).as("the fault fired").isEmpty();
            assertThat(tree.sweep()).isEmpty();
            assertThat(tree.row("a.db").state()).isEqualTo(DatabaseState.DEGRADED);
            assertThat(tree.row("d/c.db").why().text()).contains("is it mounted?");
        }
    }

    /// Whatever is done to a tree, a sweep hands over what a look at each file of each database finds.
    @Test
    void handsOverWhatAFullLookFinds() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int handedOver = 0;
        try (Tree tree = settled("a.db", "d/b.db")) {
            for (int step = 0; step < 400; step++) {
                for (int change = random.nextInt(3); change > 0; change--) {
                    change(tree, random);
                }
                if (random.nextInt(4) == 0) {
                    tree.tick();
                }
                tree.scanner().sweep(before -> {});
                Set<String> expected = changedByFullLooks(tree);
                Set<String> swept = tree.sweep();
                assertThat(swept).as("seed %d, step %d", seed, step).isEqualTo(expected);
                assertThat(known(tree, swept))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(databases(tree));
                handedOver += swept.size();
                if (random.nextBoolean()) {
                    for (String name : swept) {
                        tree.clean(tree.row(name).id());
                    }
                }
            }
        }
        assertThat(handedOver).isPositive();
    }

    private static void change(Tree tree, Random random) throws IOException {
        List<String> directories = List.of("", "d/", "d/e/", "f/");
        String directory = directories.get(random.nextInt(directories.size()));
        String name = directory + "abc".charAt(random.nextInt(3)) + ".db";
        String suffix = List.of("", "-wal", "-journal").get(random.nextInt(3));
        switch (random.nextInt(6)) {
            case 0, 1 -> tree.file(name + suffix, Files.readAllBytes(tree.database("model.db")));
            case 2 -> tree.file(name + suffix, new byte[suffix.isEmpty() ? 0 : random.nextInt(2)]);
            case 3 -> Files.deleteIfExists(tree.path(name + suffix));
            case 4 -> {
                Files.createDirectories(tree.path(directory + "x").getParent());
                if (Files.exists(tree.path("model.db"))) {
                    Files.move(tree.path("model.db"), tree.path(name + suffix), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            default -> {
                if (!directory.isEmpty()) {
                    deleteTree(tree.path(directory));
                }
            }
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Set<String> changedByFullLooks(Tree tree) throws IOException {
        var detection = new Detection(PosixDisk.open(), Clock.systemUTC());
        Set<String> changed = new TreeSet<>();
        tree.catalog().forEach(row -> {
            var known = row.state() == DatabaseState.ACTIVE ? row.fingerprint() : io.flotilla.disk.Fingerprint.UNKNOWN;
            if (detection.look(row.path(), known) instanceof Sighting.Changed) {
                changed.add(tree.name(row.id()));
            }
        });
        return changed;
    }

    private static Set<String> databases(Tree tree) throws IOException {
        var disk = PosixDisk.open();
        try (Stream<Path> all = Files.walk(tree.path(""))) {
            List<String> names = new ArrayList<>();
            for (Path path : all.toList()) {
                boolean isFile = disk.status(path).orElseThrow().kind() == FileStatus.Kind.FILE;
                if (isFile && path.toString().endsWith(".db")) {
                    names.add(tree.path("").relativize(path).toString());
                }
            }
            return new TreeSet<>(names);
        }
    }

    /// Those that are there, and those that were missing and are handed over.
    private static Set<String> known(Tree tree, Set<String> swept) {
        Set<String> known = new TreeSet<>(swept);
        for (int id = 1; id <= tree.catalog().size(); id++) {
            var row = tree.catalog().row(new DatabaseId(id));
            if (row.state() != DatabaseState.MISSING) {
                known.add(tree.name(row.id()));
            }
        }
        return known;
    }

    private Tree settled(String... names) throws IOException {
        Tree tree = new Tree(temporary);
        for (String name : names) {
            tree.database(name);
        }
        tree.scanner().discover();
        tree.settle();
        return tree;
    }
}
