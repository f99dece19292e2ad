package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseState;
import io.flotilla.disk.DiskOf;
import io.flotilla.disk.Mount;
import io.flotilla.disk.Nobody;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a fleet makes of what happens to its sources, its state directory and its clock, one row of `docs/faults.md`
/// each.
class FleetSourceTest {

    @TempDir
    Path directory;

    private final MemoryTarget target = new MemoryTarget();
    private final List<byte[]> moments = new ArrayList<>();
    private SourceDirectory source;

    @BeforeEach
    void makeSource() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
    }

    private FleetSummary once() throws Exception {
        return TestFleet.once(directory, target);
    }

    private FleetSummary once(TestFleet.Odd odd) throws Exception {
        return TestFleet.once(directory, target, odd);
    }

    private Path file(String name) {
        return source.path().resolve(name);
    }

    /// Ships what `a.db` is now, and remembers it.
    private void ship() throws Exception {
        assertThat(once().problems()).isEmpty();
        moments.add(Files.readAllBytes(file("a.db")));
    }

    private void assertEveryMomentIsRestorable() throws Exception {
        var store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        for (int i = 0; i < moments.size(); i++) {
            Path output = directory.resolve("moment-" + i);
            var request = new RestoreRequest(ObjectKey.of("a.db"), new RestorePoint.AsOf(new TxId(i + 1)), output);
            assertThat(new Restore(store).restore(request, RestoreProgress.NONE))
                    .isInstanceOf(RestoreResult.Restored.class);
            assertThat(Files.readAllBytes(output)).as("moment %s", i + 1).isEqualTo(moments.get(i));
        }
    }

    private static final String[] ROWS = {
        "create table t(id integer primary key, v blob)",
        "with recursive n(x) as (select 1 union all select x+1 from n where x<50)"
                + " insert into t(v) select randomblob(900) from n"
    };

    @Test
    @Tag("D-8")
    @Tag("D-9")
    void aDatabaseThatIsDeletedAndMadeAnewKeepsItsEarlierMoments() throws Exception {
        source.write("a.db", ROWS);
        ship();
        Files.delete(file("a.db"));
        assertThat(once().problems()).isEmpty();
        try (var opened = new TestFleet(directory, target, TestFleet.Odd.NOTHING)) {
            assertThat(opened.row("a.db").state()).isEqualTo(DatabaseState.MISSING);
        }
        TestFleet.assertRestoredTo(target, "a.db", moments.getFirst(), directory.resolve("while-it-is-gone"));
        source.write("a.db", "create table other(x)", "insert into other values (randomblob(70000))");
        ship();
        assertEveryMomentIsRestorable();
    }

    @Test
    @Tag("D-10")
    void aDatabaseThatAnotherIsRenamedOverKeepsItsEarlierMoments() throws Exception {
        source.write("a.db", ROWS);
        ship();
        var aside = new SourceDirectory(Files.createDirectory(directory.resolve("aside")));
        aside.write("new.db", ROWS);
        Files.move(aside.path().resolve("new.db"), file("a.db"), StandardCopyOption.ATOMIC_MOVE);
        ship();
        source.write("a.db", "delete from t where id > 10");
        ship();
        assertEveryMomentIsRestorable();
    }

    @Test
    @Tag("D-12")
    void aDatabaseThatAnOlderCopyReplacesKeepsWhatCameAfterTheCopy() throws Exception {
        source.write("a.db", ROWS);
        ship();
        Files.copy(file("a.db"), directory.resolve("backup.db"));
        source.write("a.db", "update t set v = randomblob(900)");
        ship();
        Files.copy(directory.resolve("backup.db"), file("a.db"), StandardCopyOption.REPLACE_EXISTING);
        ship();
        source.write("a.db", "insert into t(v) values ('after the restore')");
        ship();
        assertEveryMomentIsRestorable();
        assertThat(moments.get(2)).isEqualTo(moments.get(0)).isNotEqualTo(moments.get(1));
    }

    /// The link leads out of the root, and the replica keeps its name and both histories apart.
    @Test
    @Tag("D-13")
    void aLinkThatIsSwappedIsNamedAndMixesNoHistories() throws Exception {
        var elsewhere = new SourceDirectory(Files.createDirectory(directory.resolve("elsewhere")));
        elsewhere.write("v1.db", ROWS);
        elsewhere.write("v2.db", "create table other(x)");
        Files.createSymbolicLink(file("a.db"), elsewhere.path().resolve("v1.db"));
        ship();
        Files.delete(file("a.db"));
        Files.createSymbolicLink(file("a.db"), elsewhere.path().resolve("v2.db"));

        assertThat(once().problems()).singleElement().asString().contains("v2.db", "would share its replica with");
        TestFleet.assertRestoredTo(target, "a.db", moments.getFirst(), directory.resolve("restored.db"));
    }

    @Test
    @Tag("D-13")
    void linksThatDangleOrLoopHinderNobody() throws Exception {
        source.write("a.db", ROWS);
        Files.createSymbolicLink(file("dangling.db"), directory.resolve("nowhere"));
        Files.createSymbolicLink(file("loop.db"), file("loop.db"));
        Files.createSymbolicLink(file("up"), source.path());
        FleetSummary summary = once();
        assertThat(summary.databases()).isEqualTo(1);
        assertThat(summary.problems()).allSatisfy(line -> assertThat(line).contains("loop.db"));
        TestFleet.assertRestored(directory, target, "a.db");
    }

    @Test
    @Tag("D-14")
    void aPermissionThatIsLostAndComesBackByItself() throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "only root can be nobody for a while");
        source.write("a.db", ROWS);
        source.write("b.db", ROWS);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var asNobody = TestFleet.Odd.NOTHING.withDisk(disk -> new DiskOf(disk, new Nobody()));
        Files.setPosixFilePermissions(file("a.db"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(once(asNobody).problems()).isEmpty();
        source.write("a.db", "insert into t(v) values (1)");
        source.write("b.db", "insert into t(v) values (1)");
        Files.setPosixFilePermissions(file("a.db"), PosixFilePermissions.fromString("rw-------"));

        assertThat(once(asNobody).problems())
                .singleElement()
                .asString()
                .contains("a.db: DEGRADED", "permission denied");
        TestFleet.assertRestored(directory, target, "b.db");
        Files.setPosixFilePermissions(file("a.db"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(once(asNobody).problems()).isEmpty();
        TestFleet.assertRestored(directory, target, "a.db");
    }

    /// As SQLCipher leaves it: noise, and a log whose header is plain.
    @Test
    @Tag("D-17")
    void anEncryptedDatabaseIsNamedAndHindersNobody() throws Exception {
        source.write("a.db", ROWS);
        byte[] noise = new byte[16384];
        new SplittableRandom(7).nextBytes(noise);
        Files.write(file("secret.db"), noise);

        FleetSummary summary = once();

        assertThat(summary.problems())
                .singleElement()
                .asString()
                .contains("secret.db: UNSUPPORTED", "SQLCipher", "exclude it");
        TestFleet.assertRestored(directory, target, "a.db");
        Files.delete(file("secret.db"));
        source.write("secret.db", ROWS);
        assertThat(once().problems()).isEmpty();
        TestFleet.assertRestored(directory, target, "secret.db");
    }

    @Test
    @Tag("D-17")
    void aDatabaseOfTheRealSqlcipherIsNamed() throws Exception {
        source.write("a.db", ROWS);
        Process sqlcipher;
        try {
            sqlcipher = new ProcessBuilder("sqlcipher", file("secret.db").toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException notInstalled) {
            Assumptions.abort("sqlcipher is not installed");
            return;
        }
        try (var in = sqlcipher.outputWriter()) {
            in.write("PRAGMA key='k'; PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1);");
        }
        assertThat(sqlcipher.waitFor()).isZero();

        assertThat(once().problems()).singleElement().asString().contains("secret.db: UNSUPPORTED", "SQLCipher");
        TestFleet.assertRestored(directory, target, "a.db");
    }

    @Test
    @Tag("D-33")
    void aDatabaseWithTwoNamesIsNamedAndHindersNobody() throws Exception {
        source.write("a.db", ROWS);
        source.write("b.db", ROWS);
        Files.createLink(file("c.db"), file("b.db"));
        assertThat(once().problems())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("UNSUPPORTED", "hard-linked"));
        TestFleet.assertRestored(directory, target, "a.db");
        Files.delete(file("c.db"));
        once();
        TestFleet.assertRestored(directory, target, "b.db");
    }

    @Test
    @Tag("D-33")
    void nothingIsReadFromARemoteFileSystemWithoutALog() throws Exception {
        Path behind = Files.createDirectory(directory.resolve("behind"));
        var real = new SourceDirectory(behind);
        real.write("closed.db", ROWS);
        try (var application = SqliteProcess.start();
                var mounted = Mount.fuse(behind, source.path())) {
            application.open(
                    behind.resolve("open.db"),
                    "pragma journal_mode=wal",
                    "create table t(x)",
                    "insert into t values(1)");
            byte[] expected = RecoveredCopy.bytes(behind.resolve("open.db"));
            var seen = new AtomicReference<Scanner.Discovered>();
            var odd = TestFleet.Odd.NOTHING.withScanner(scanner -> new OtherScanner(scanner) {
                @Override
                public Discovered discover() {
                    seen.set(super.discover());
                    return seen.get();
                }
            });

            assertThat(once(odd).problems())
                    .singleElement()
                    .asString()
                    .contains("closed.db: UNSUPPORTED", "lies on FUSE", "local disk");
            assertThat(seen.get().doubts().get(source.path().toRealPath())).contains("lies on FUSE");
            TestFleet.assertRestoredTo(target, "open.db", expected, directory.resolve("restored.db"));
        }
    }

    @Test
    @Tag("D-5")
    void sourcesThatAreMountedReadOnly() throws Exception {
        try (var mounted = Mount.tmpfs(source.path(), "size=16m")) {
            source.write("closed.db", ROWS);
            var application = SqliteProcess.start();
            application.open(file("killed.db"), "pragma journal_mode=wal", "pragma wal_autocheckpoint=0");
            application.open(file("killed.db"), ROWS);
            application.kill();
            Files.delete(file("killed.db-shm"));
            byte[] expected = RecoveredCopy.bytes(file("killed.db"));
            mounted.remount("ro");

            assertThat(once().problems()).isEmpty();
            TestFleet.assertRestored(directory, target, "closed.db");
            TestFleet.assertRestoredTo(target, "killed.db", expected, directory.resolve("restored.db"));
        }
    }

    /// The application's disk is another one, and is not touched.
    @Test
    @Tag("D-1")
    @Tag("D-2")
    void theDiskOfTheStateIsFull() throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        source.write("small.db", ROWS);
        source.write("large.db", "create table t(v)", "insert into t values (randomblob(9000000))");
        try (var mounted = Mount.tmpfs(state, "size=4m")) {
            assertThat(once().problems())
                    .singleElement()
                    .asString()
                    .contains("large.db: DEGRADED", "No space left on device", "state/scratch");
            TestFleet.assertRestored(directory, target, "small.db");
            source.write("large.db", "insert into t values (1)");
            mounted.remount("size=64m");

            assertThat(once().problems()).isEmpty();
            TestFleet.assertRestored(directory, target, "large.db");
        }
    }

    @Test
    @Tag("D-7")
    void aSlowDiskHoldsUpItsOwnDatabasesAlone() throws Exception {
        for (int i = 0; i < 10; i++) {
            source.write(i + ".db", ROWS);
        }
        source.write("slow.db", ROWS);
        var others = new CountDownLatch(10);
        var slowIsRead = new CountDownLatch(1);
        var waited = new AtomicBoolean();
        DiskOf.Gate gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                // Turns have threads of their own. The walk before them reads headers, one after the other.
                if (!what.equals("read") || !Thread.currentThread().isVirtual()) {
                    return call.make();
                }
                // One of the others is there when the slow one begins, whoever comes first.
                if (path.endsWith("9.db")) {
                    await(slowIsRead);
                }
                if (path.endsWith("slow.db") && others.getCount() > 0) {
                    slowIsRead.countDown();
                    waited.set(await(others));
                }
                return call.make();
            }

            private boolean await(CountDownLatch latch) throws IOException {
                try {
                    return latch.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException ended) {
                    throw new IOException(ended);
                }
            }
        };
        var odd =
                TestFleet.Odd.NOTHING.withDisk(disk -> new DiskOf(disk, gate)).withWitness(file -> others.countDown());
        assertThat(once(odd).problems()).isEmpty();
        assertThat(waited).isTrue();
        TestFleet.assertRestored(directory, target, "slow.db");
    }

    /// Every other file that is opened is one too many, for a while.
    @Test
    @Tag("P-7")
    void descriptorsRunOutForAWhile() throws Exception {
        for (int i = 0; i < 20; i++) {
            source.write(i + ".db", ROWS);
        }
        var opens = new AtomicInteger();
        var failed = new AtomicInteger();
        DiskOf.Gate gate = new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                if (what.equals("open") && opens.incrementAndGet() % 2 == 0 && failed.get() < 100) {
                    failed.incrementAndGet();
                    throw new FileSystemException(path.toString(), null, "Too many open files");
                }
                return call.make();
            }
        };
        var odd = TestFleet.Odd.NOTHING.withDisk(disk -> new DiskOf(disk, gate));
        FleetSummary first = once(odd);
        assertThat(failed).hasPositiveValue();
        assertThat(first.problems()).allSatisfy(line -> assertThat(line).contains("Too many open files"));
        failed.set(100);

        assertThat(once(odd).problems()).isEmpty();
        for (int i = 0; i < 20; i++) {
            TestFleet.assertRestored(directory, target, i + ".db");
        }
    }

    @Test
    @Tag("P-8")
    void theClockJumpsThirtyDaysAheadAndSixtyBack() throws Exception {
        var now = new AtomicReference<>(Instant.now().plus(Duration.ofHours(1)));
        var odd = TestFleet.Odd.NOTHING.withClock(now::get);
        for (int days : new int[] {0, 30, -60, 0, 30, 30}) {
            now.set(now.get().plus(Duration.ofDays(days)));
            source.write("a.db", "create table if not exists t(x)", "insert into t values (" + days + ")");
            assertThat(once(odd).problems()).isEmpty();
            moments.add(Files.readAllBytes(file("a.db")));
        }
        assertEveryMomentIsRestorable();
        List<Instant> times = target.list(ListRequest.below(ObjectKey.ROOT)).objects().stream()
                .map(ListedObject::timestamp)
                .toList();
        assertThat(times).hasSize(6).isSorted();
    }

    /// All of them see the same databases, and none of them the others.
    @Test
    @Tag("S-16")
    @Tag("S-15")
    void sixteenReplicatorsOfOneReplicaMixNoHistories() throws Exception {
        source.write("a.db", ROWS);
        List<Callable<FleetSummary>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Path own = Files.createDirectory(directory.resolve("writer-" + i));
            Files.createSymbolicLink(own.resolve("source"), source.path());
            all.add(() -> TestFleet.once(own, target));
        }
        int fenced = 0;
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (Future<FleetSummary> each : threads.invokeAll(all)) {
                List<String> problems = each.get().problems();
                assertThat(problems).allSatisfy(line -> assertThat(line).contains("FENCED", "was written by"));
                fenced += problems.size();
            }
        }
        assertThat(fenced).isLessThan(16);
        TestFleet.assertRestored(directory, target, "a.db");
        moments.add(Files.readAllBytes(file("a.db")));
        assertEveryMomentIsRestorable();
    }
}
