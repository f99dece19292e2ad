package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LockPage;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.BreakingStream;
import io.flotilla.store.FileName;
import io.flotilla.store.HookedTarget;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a/b.db");
    private static final int PAGE = 512;

    /// A file of TXID 2 that leaves no pages. No writer of ours makes one; only checksummed files can say so.
    private static final String NO_PAGES = "4c54583100000000000002000000000000000000000000020000000000000002"
            + "00000000000000008000000000000000" + "00".repeat(66) + "01" + "8000000000000000c17a2f003ef45c2b";

    private final HookedTarget target = new HookedTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.HEXADECIMAL_LEVELS);
    private final History history = new History(store, REPLICA);
    private final Restore restore = new Restore(store);

    @TempDir
    Path directory;

    @TempDir
    Path source;

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void restoresEveryTransactionOfARealDatabase(int pageSize) throws IOException, SQLException {
        long seed = pageSize;
        record(pageSize, 40, new Random(seed));

        for (long txId = 1; txId <= history.last(); txId++) {
            Path output = directory.resolve("at-" + txId);
            assertThat(restoreAt(txId, output)).isInstanceOf(Restored.class);
            assertThat(output).as("seed %d, TXID %d", seed, txId).hasBinaryContent(history.state(txId));
            assertThat(SampleDatabase.integrity(output)).isEqualTo("ok");
            Files.delete(output);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void restoresThroughMergedLevelsAndSnapshots() throws IOException, SQLException {
        long seed = 3;
        record(1024, 60, new Random(seed));
        for (long min = 1; min <= 60; min += 4) {
            history.merge(1, min, min + 3);
        }
        for (long min = 1; min <= 48; min += 12) {
            history.merge(2, min, min + 11);
        }
        history.merge(3, 7, 41);
        history.snapshot(25);
        history.snapshot(50);
        for (long removed = 1; removed <= 57; removed++) {
            delete(0, removed, removed);
        }
        delete(1, 21, 24);

        int restored = 0;
        for (long txId = 1; txId <= 60; txId++) {
            Path output = directory.resolve("at-" + txId);
            if (restoreAt(txId, output) instanceof Restored) {
                assertThat(output).as("seed %d, TXID %d", seed, txId).hasBinaryContent(history.state(txId));
                restored++;
            }
        }
        assertThat(restored).isGreaterThan(17);
        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(history.state(60));
    }

    @Test
    void reportsWhatItDid() throws IOException, SQLException {
        record(PAGE, 5, new Random(1));
        var heard = new ArrayList<Long>();
        long total = store.list(REPLICA).stream().mapToLong(file -> file.size()).sum();

        RestoreResult result = restore.restore(latest(), (read, of) -> {
            assertThat(of).isEqualTo(total);
            heard.add(read);
        });

        assertThat(result)
                .isEqualTo(new Restored(
                        new TxId(5),
                        Instant.parse("2026-11-25T12:00:00.005Z"),
                        history.state(5).length / PAGE,
                        PAGE,
                        5,
                        total,
                        List.of()));
        assertThat(heard).isSorted().endsWith(total);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output())))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("restored.db");
    }

    @Test
    @Tag("D-20")
    void keepsNoPageOfAShrunkDatabaseWhenItGrowsAgain() throws IOException {
        history.commit(pages(1, 2, 3, 4, 5, 6), PAGE);
        history.commit(pages(1, 2), PAGE);
        history.commit(pages(1, 2, 0, 0, 0, 6), PAGE);

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(history.state(3));
    }

    @Test
    void refusesAFileThatGrowsTheDatabaseWithoutItsNewPages() throws IOException {
        history.commit(pages(1, 2, 3, 4), PAGE);
        history.commit(pages(1, 2), PAGE);
        byte[] grown = pages(1, 2, 3, 4);
        history.put(0, 3, 3, History.ltx(header(PAGE, 4, 3), grown, pages(1, 2, 3)));

        assertDamaged("0000000000000003-0000000000000003.ltx", "page 3 of 4 is in none of the files");
    }

    @Test
    void takesANewPageFromALaterFile() throws IOException {
        history.commit(pages(1), PAGE);
        byte[] grown = pages(1, 2, 3);
        history.put(0, 2, 2, History.ltx(header(PAGE, 3, 2), grown, pages(1, 2)));
        byte[] complete = pages(1, 7, 3);
        history.put(0, 3, 3, History.ltx(header(PAGE, 3, 3), complete, grown));

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(complete);
    }

    @Test
    void doesWithoutANewPageThatIsCutOffAgain() throws IOException {
        history.commit(pages(1), PAGE);
        history.put(0, 2, 2, History.ltx(header(PAGE, 3, 2), pages(1, 2, 3), pages(1, 0, 3)));
        history.put(0, 3, 3, History.ltx(header(PAGE, 2, 3), pages(4, 2), pages(1, 2)));

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(pages(4, 2));
    }

    @Test
    @Tag("D-22")
    void crossesAChangeOfThePageSizeWhereAFullFileBeginsIt() throws IOException {
        history.commit(pages(1, 2, 3, 4, 5), PAGE);
        history.commitFull(Arrays.copyOf(pages(9, 9, 8, 8), 2048), 1024);
        history.commit(Arrays.copyOf(pages(9, 9, 7, 7), 2048), 1024);

        for (long txId = 1; txId <= 3; txId++) {
            Path output = directory.resolve("at-" + txId);
            assertThat(restoreAt(txId, output)).isInstanceOf(Restored.class);
            assertThat(output).hasBinaryContent(history.state(txId));
        }
    }

    @Test
    void refusesAChangeOfThePageSizeWithoutAllPages() throws IOException {
        history.commit(pages(1, 2, 3, 4), PAGE);
        history.commit(Arrays.copyOf(pages(1, 2, 8, 8), 2048), 1024);

        assertDamaged("the page size changed without a snapshot of the new size");
    }

    /// The lock page comes to be the last one, then lies in the middle again.
    @Test
    @Tag("D-18")
    void restoresADatabaseOfMoreThanAGigabyteAroundItsLockPage() throws IOException {
        int pageSize = 65536;
        int lockPage = LockPage.number(pageSize);
        byte[] page = new byte[pageSize];
        Arrays.fill(page, (byte) 7);
        history.put(0, 1, 1, zeroes(pageSize, lockPage + 1));
        history.put(0, 2, 2, single(header(pageSize, lockPage, 2), 5, page));
        history.put(0, 3, 3, single(header(pageSize, lockPage + 1, 3), lockPage + 1, page));

        for (int txId = 2; txId <= 3; txId++) {
            Path output = directory.resolve("at-" + txId);
            assertThat(restoreAt(txId, output)).isInstanceOf(Restored.class);
            assertThat(Files.size(output)).isEqualTo((lockPage + txId - 2L) * pageSize);
            assertThat(page(output, 5, pageSize)).isEqualTo(page);
            assertThat(page(output, lockPage, pageSize)).containsOnly(0);
        }
        assertThat(page(directory.resolve("at-3"), lockPage + 1, pageSize)).isEqualTo(page);
    }

    @Test
    void writesZeroPagesOverOthersAndKeepsThemAtTheEnd() throws IOException {
        history.commit(pages(1, 2, 3, 4), PAGE);
        history.commit(pages(1, 0, 3, 0, 0), PAGE);

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(history.state(2));
    }

    @Test
    @Tag("S-12")
    void saysWhatIsMissingAndWritesNothing() throws IOException {
        assertThat(restoreLatest()).isEqualTo(new NotRestored(new RestorePlan.NoReplica()));
        history.commit(pages(1), PAGE);
        history.commit(pages(2), PAGE);
        history.commit(pages(3), PAGE);
        delete(0, 2, 2);

        assertThat(restoreLatest())
                .isEqualTo(new NotRestored(new RestorePlan.NotContiguous(
                        History.range(2, 2), store.list(REPLICA).subList(0, 1))));
        assertThat(restoreAt(3, output()))
                .isEqualTo(new NotRestored(new RestorePlan.TxIdNotAvailable(new TxId(3), List.of(TxId.FIRST))));
        assertThat(directory).isEmptyDirectory();
    }

    /// A wrong byte in a compressed page that decompresses to the right bytes is the one that does no harm.
    @Test
    @Tag("S-7")
    void restoresNothingWrongFromAFileWithOneWrongByte() throws IOException {
        byte[] image = pages(1, 2, 3);
        byte[] sound = History.ltx(header(PAGE, 3, 1), image, new byte[0]);
        int refused = 0;
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 1;
            var damagedStore = new LtxStore(new MemoryTarget(), ReplicaLayout.LTX_FOLDER);
            new History(damagedStore, REPLICA).put(0, 1, 1, damaged);
            try {
                new Restore(damagedStore).restore(latest(), RestoreProgress.NONE);
                assertThat(output()).as("byte %d", at).hasBinaryContent(image);
                Files.delete(output());
            } catch (DamagedReplicaException expected) {
                assertThat(expected)
                        .hasMessageStartingWith(
                                "The replica is damaged at" + " a/b.db/ltx/0/0000000000000001-0000000000000001.ltx: ");
                refused++;
            }
            assertThat(directory).isEmptyDirectory();
        }
        assertThat(refused).isGreaterThan(sound.length * 9 / 10);
    }

    @Test
    @Tag("S-6")
    void refusesATruncatedFile() throws IOException {
        byte[] sound = History.ltx(header(PAGE, 1, 1), pages(1), new byte[0]);
        history.put(0, 1, 1, Arrays.copyOf(sound, sound.length - 1));

        assertDamaged("ends inside");
    }

    @Test
    void refusesAFileUnderAnotherName() throws IOException {
        history.put(
                0, 1, 1, History.ltx(LtxHeader.of(PAGE, 1, History.range(1, 2), Instant.EPOCH), pages(1), new byte[0]));

        assertDamaged("its header says TXID 0000000000000001-0000000000000002");
    }

    /// A level-0 file of TXID 2, one page of 512 times 2, with checksums of the database.
    @Test
    void checksTheDatabaseAgainstAChecksumOfTheLastFile() throws IOException {
        history.commit(pages(1), PAGE);
        byte[] checksummed = hex("""
            4c545831000000000000020000000001000000000000000200000000000000020000000000000000
            e4e4aaa102377eee0000000000000000000000000000000000000000000000000000000000000000
            00000000000000000000000000000000000000000000000100010000000c1f020100ffe850020202
            0202000000000000016416000000000000000004c91b499231044dddc0be2c3fc93f9dd5
            """);
        history.put(0, 2, 2, checksummed);

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(pages(2));
    }

    /// The same file with another checksum of the database, and a right one of itself.
    @Test
    void refusesADatabaseThatIsNotWhatTheLastFileSays() throws IOException {
        history.commit(pages(1), PAGE);
        history.put(0, 2, 2, hex("""
            4c545831000000000000020000000001000000000000000200000000000000020000000000000000
            e4e4aaa102377eee0000000000000000000000000000000000000000000000000000000000000000
            00000000000000000000000000000000000000000000000100010000000c1f020100ffe850020202
            0202000000000000016416000000000000000004c91b499231044ddcc10e2c3fc93f9dd5
            """));

        assertDamaged("0002-0000000000000002.ltx", "the restored database has the checksum c91b499231044ddd");
    }

    @Test
    void refusesADatabaseWithoutPages() throws IOException {
        history.commit(pages(1), PAGE);
        history.put(0, 2, 2, hex(NO_PAGES));

        assertDamaged("has no pages at this TXID");
    }

    @Test
    void plansAgainWhenAFileVanishes() throws IOException {
        history.commit(pages(1), PAGE);
        history.commit(pages(2, 2), PAGE);
        history.commit(pages(3, 2), PAGE);
        var vanished = new AtomicInteger();
        target.opened((key, in) -> {
            if (vanished.incrementAndGet() == 2) {
                compactAway();
                throw new TargetException.NotFound(key);
            }
            return in;
        });

        assertThat(restoreLatest())
                .isInstanceOfSatisfying(
                        Restored.class, result -> assertThat(result.files()).isEqualTo(1));
        assertThat(vanished.get())
                .as("two of the plan, three of the merge, one of the next plan")
                .isEqualTo(6);
        assertThat(output()).hasBinaryContent(history.state(3));
    }

    @Test
    @Tag("S-12")
    void saysWhichFileIsListedAndNotThere() throws IOException {
        history.commit(pages(1), PAGE);
        var vanished = new AtomicInteger();
        target.opened((key, in) -> {
            vanished.incrementAndGet();
            throw new TargetException.NotFound(key);
        });

        assertDamaged(
                "a/b.db/0000/0000000000000001-0000000000000001.ltx is listed, but it is not there",
                "Nothing can be restored without it");
        assertThat(vanished.get()).isEqualTo(2);
    }

    @Test
    void givesUpWhenOtherFilesVanishForTheFourthTime() throws IOException {
        history.commit(pages(1), PAGE);
        target.opened((key, in) -> {
            long last = history.last();
            history.commit(pages((int) last + 1), PAGE);
            history.snapshot(last + 1);
            throw new TargetException.NotFound(key);
        });

        assertThatThrownBy(this::restoreLatest).isInstanceOf(TargetException.NotFound.class);
        assertThat(history.last()).isEqualTo(5);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @Tag("S-12")
    void goesByAnotherLevelAroundADamagedFile() throws IOException {
        for (int n = 1; n <= 6; n++) {
            history.commit(pages(n, n, 3), PAGE);
        }
        history.merge(1, 2, 5);
        history.put(9, 1, 4, new byte[200]);

        assertThat(restoreLatest()).isInstanceOfSatisfying(Restored.class, restored -> {
            assertThat(restored.files()).isEqualTo(3);
            assertThat(restored.passed()).singleElement().asString().contains("0009/0000000000000001-00");
        });
        assertThat(output()).hasBinaryContent(history.state(6));
    }

    @Test
    @Tag("S-12")
    void namesTheNewestStateWithoutADamagedFileAndTakesItWhereThatIsWished() throws IOException {
        history.commit(pages(1), PAGE);
        history.commit(pages(2), PAGE);
        history.put(0, 3, 3, new byte[200]);

        assertDamaged("0003.ltx", "can be restored without it is TXID 0000000000000002 of 2026-11-25T12:00:00.002Z");
        var wished = new RestoreRequest(REPLICA, new RestorePoint.Latest(), output(), Set.of(Wish.TO_GAP));
        assertThat(restore.restore(wished, RestoreProgress.NONE))
                .isInstanceOfSatisfying(
                        Restored.class, restored -> assertThat(restored.txId()).isEqualTo(new TxId(2)));
        assertThat(output()).hasBinaryContent(history.state(2));
    }

    @Test
    void takesWhatLeadsToAGapWhereThatIsWished() throws IOException {
        for (int n = 1; n <= 4; n++) {
            history.commit(pages(n), PAGE);
        }
        delete(0, 3, 3);

        var wished = new RestoreRequest(REPLICA, new RestorePoint.Latest(), output(), Set.of(Wish.TO_GAP));
        assertThat(restore.restore(wished, RestoreProgress.NONE)).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(history.state(2));
    }

    @Test
    void restoresAMomentByTheTimesInTheHeadersWhereTheTargetHasNone() throws IOException {
        for (int n = 1; n <= 4; n++) {
            history.commit(pages(n), PAGE);
        }
        target.listed(
                object -> new ListedObject(object.key(), object.size(), Instant.parse("2026-11-25T13:00:00Z"), false));

        for (int n = 1; n <= 4; n++) {
            Path output = directory.resolve("before-" + n);
            var point =
                    new RestorePoint.Until(Instant.parse("2026-11-25T12:00:00Z").plusMillis(n + 1));
            restore.restore(new RestoreRequest(REPLICA, point, output), RestoreProgress.NONE);
            assertThat(output).hasBinaryContent(history.state(n));
        }
        var early = new RestorePoint.Until(Instant.parse("2026-11-25T12:00:00.001Z"));
        assertThat(restore.restore(new RestoreRequest(REPLICA, early, output()), RestoreProgress.NONE))
                .isInstanceOfSatisfying(
                        NotRestored.class, not -> assertThat(not.why()).isInstanceOf(RestorePlan.NotYet.class));
    }

    @Test
    void replacesADatabaseOnlyByOneThatIsWhole() throws IOException {
        history.commit(pages(1), PAGE);
        history.put(0, 2, 2, new byte[200]);
        write(output());
        write(directory.resolve("restored.db-wal"));
        var request = new RestoreRequest(REPLICA, new RestorePoint.Latest(), output(), Set.of(Wish.REPLACE));

        assertThatThrownBy(() -> restore.restore(request, RestoreProgress.NONE))
                .isInstanceOf(DamagedReplicaException.class);
        assertThat(names()).containsExactly("restored.db", "restored.db-wal");
        assertThat(output()).hasContent("appeared");

        delete(0, 2, 2);
        assertThat(restore.restore(request, RestoreProgress.NONE)).isInstanceOf(Restored.class);
        assertThat(names()).containsExactly("restored.db");
        assertThat(output()).hasBinaryContent(history.state(1));
    }

    @Test
    void givesNoNameToADatabaseThatIsNotProved() throws IOException {
        history.commit(pages(1), PAGE);
        var proving = new Restore(store, Fetching.onDemand(), database -> {
            assertThat(database).hasBinaryContent(history.state(1));
            return List.of("quick_check: page 1 is never used");
        });

        assertThatThrownBy(() -> proving.restore(latest(), RestoreProgress.NONE))
                .isInstanceOf(UnsoundDatabaseException.class)
                .hasMessageContaining("page 1 is never used");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void survivesConnectionsThatBreakAllTheTime() throws IOException, SQLException {
        record(4096, 10, new Random(2));
        target.opened((key, in) -> new BreakingStream(in, 1000));

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(history.state(10));
    }

    @Test
    void readsALongChainThroughOneStreamAtATime() throws IOException {
        for (int n = 1; n <= 2000; n++) {
            history.commit(pages(n, n / 256, n % 7), PAGE);
        }
        var opened = new AtomicInteger();
        var open = new AtomicInteger();
        target.opened((key, in) -> {
            opened.incrementAndGet();
            assertThat(open.incrementAndGet()).isEqualTo(1);
            return new FilterInputStream(in) {
                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        });

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(output()).hasBinaryContent(history.state(2000));
        assertThat(opened.get()).isEqualTo(2000);
        assertThat(open.get()).isZero();
    }

    @Test
    void restoresIntoOneDirectoryFromManyThreads() throws IOException {
        history.commit(pages(1, 2, 3), PAGE);

        IntStream.range(0, 400).parallel().forEach(n -> {
            try {
                assertThat(restoreAt(1, directory.resolve("copy-" + n))).isInstanceOf(Restored.class);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });

        assertThat(names()).hasSize(400).allMatch(name -> name.startsWith("copy-"));
    }

    @Test
    void restoresUnderANameThatIsNotUtf8() throws IOException {
        history.commit(pages(1), PAGE);
        Path output = Path.of(URI.create(directory.toUri() + "%FF.db"));
        Path log = Files.createFile(Path.of(URI.create(directory.toUri() + "%FF.db-wal")));

        assertThatThrownBy(() -> restoreAt(1, output)).isInstanceOf(OutputRefusedException.class);
        Files.delete(log);
        assertThat(restoreAt(1, output)).isInstanceOf(Restored.class);
        assertThat(output).hasBinaryContent(history.state(1));
    }

    /// Fails the first request, then the second, and so on, until none is left to fail.
    @Test
    void leavesNothingBehindWhereverTheTargetFails() throws IOException, SQLException {
        record(PAGE, 6, new Random(5));
        int failures = 0;
        for (boolean failed = true; failed; failures++) {
            var left = new AtomicInteger(failures);
            target.before(() -> {
                if (left.getAndDecrement() == 0) {
                    throw new TargetException.Unavailable("out of order");
                }
            });
            try {
                restoreLatest();
                failed = false;
            } catch (TargetException.Unavailable expected) {
                assertThat(expected).hasMessage("out of order");
                assertThat(directory).as("failure %d", failures).isEmptyDirectory();
            }
        }
        assertThat(failures).isEqualTo(1 + 6 + 1);
        assertThat(output()).hasBinaryContent(history.state(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"restored.db", "restored.db-wal", "restored.db-shm", "restored.db-journal"})
    @Tag("D-32")
    void leavesWhatIsThereAlone(String name) throws IOException {
        history.commit(pages(1), PAGE);
        Path there = Files.writeString(directory.resolve(name), "there before");

        assertThatThrownBy(this::restoreLatest)
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining(name);
        assertThat(names()).containsExactly(name);
        assertThat(there).hasContent("there before");
    }

    @Test
    void asksTheTargetForNothingWhereTheOutputIsTaken() throws IOException {
        history.commit(pages(1), PAGE);
        write(output());
        target.before(() -> {
            throw new TargetException.Unavailable("nobody should ask");
        });

        assertThatThrownBy(this::restoreLatest).isInstanceOf(OutputRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restored.db", "restored.db-wal"})
    @Tag("D-32")
    @Tag("I-3")
    void leavesAloneWhatAppearsMeanwhile(String name) throws IOException {
        history.commit(pages(1), PAGE);
        target.opened((key, in) -> {
            write(directory.resolve(name));
            return in;
        });

        assertThatThrownBy(this::restoreLatest).isInstanceOf(OutputRefusedException.class);
        assertThat(names()).containsExactly(name);
        assertThat(directory.resolve(name)).hasContent("appeared");
    }

    @Test
    @Tag("I-3")
    void takesALinkThatLeadsNowhereForAnExistingOutput() throws IOException {
        history.commit(pages(1), PAGE);
        Files.createSymbolicLink(output(), directory.resolve("nowhere"));

        assertThatThrownBy(this::restoreLatest).isInstanceOf(OutputRefusedException.class);
        assertThat(names()).containsExactly("restored.db");
    }

    @Test
    void asksForTheDirectoryFirst() {
        history.commit(pages(1), PAGE);

        assertThatThrownBy(() -> restoreAt(1, directory.resolve("missing/restored.db")))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessage("The directory '" + directory.resolve("missing") + "' does not exist: create it first");
    }

    @Test
    void restoresBesideTheRemainsOfAKilledRestore() throws IOException {
        history.commit(pages(1), PAGE);
        Path remains = Files.writeString(directory.resolve(".flotilla-restore-1.tmp"), "half");

        assertThat(restoreLatest()).isInstanceOf(Restored.class);
        assertThat(remains).hasContent("half");
        assertThat(names()).containsExactly(".flotilla-restore-1.tmp", "restored.db");
    }

    @Test
    void restoresUnderTheLongestNameThereIs() throws IOException {
        history.commit(pages(1), PAGE);
        Path output = directory.resolve("x".repeat(255));

        assertThat(restoreAt(1, output)).isInstanceOf(Restored.class);
        assertThat(output).hasBinaryContent(history.state(1));
    }

    private void record(int pageSize, int transactions, Random random) throws IOException, SQLException {
        try (var database = new SampleDatabase(source.resolve("source.db"), pageSize, random)) {
            for (int n = 0; n < transactions; n++) {
                history.commit(database.change(), pageSize);
            }
        }
    }

    private Path output() {
        return directory.resolve("restored.db");
    }

    private RestoreRequest latest() {
        return new RestoreRequest(REPLICA, new RestorePoint.Latest(), output());
    }

    private RestoreResult restoreLatest() throws IOException {
        return restore.restore(latest(), RestoreProgress.NONE);
    }

    private RestoreResult restoreAt(long txId, Path output) throws IOException {
        var request = new RestoreRequest(REPLICA, new RestorePoint.AsOf(new TxId(txId)), output);
        return restore.restore(request, RestoreProgress.NONE);
    }

    private void assertDamaged(String... why) {
        assertThatThrownBy(this::restoreLatest)
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(why);
        assertThat(directory).isEmptyDirectory();
    }

    private void compactAway() {
        try {
            history.merge(1, 1, 3);
            for (long txId = 1; txId <= 3; txId++) {
                delete(0, txId, txId);
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void delete(int level, long min, long max) {
        target.delete(List.of(store.key(new FileName(REPLICA, new Level(level), History.range(min, max)))));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /// An image of pages of 512 bytes, each filled with one number.
    private static byte[] pages(int... fill) {
        byte[] image = new byte[fill.length * PAGE];
        for (int page = 0; page < fill.length; page++) {
            Arrays.fill(image, page * PAGE, (page + 1) * PAGE, (byte) fill[page]);
        }
        return image;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    private static LtxHeader header(int pageSize, int commit, long txId) {
        return LtxHeader.of(pageSize, commit, History.range(txId, txId), Instant.EPOCH);
    }

    private static byte[] zeroes(int pageSize, int commit) throws IOException {
        var out = new ByteArrayOutputStream();
        var header = header(pageSize, commit, 1);
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int page = 1; page <= commit; page++) {
                if (page != LockPage.number(pageSize)) {
                    writer.page(page, ByteBuffer.allocate(pageSize));
                }
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private static byte[] single(LtxHeader header, int number, byte[] page) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            writer.page(number, ByteBuffer.wrap(page));
            writer.finish();
        }
        return out.toByteArray();
    }

    private static byte[] page(Path database, int number, int pageSize) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        try (FileChannel channel = FileChannel.open(database)) {
            channel.read(page, (number - 1L) * pageSize);
        }
        return page.array();
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "appeared");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
