package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.FileOwner;
import io.flotilla.disk.PathBytes;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Attempts;
import io.flotilla.ledger.LedgerEntry;
import io.flotilla.ledger.LedgerStore;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One replica after the other, so that what is said is in one order.
class BulkRestoreTest {

    private static final int ATTEMPTS = 3;

    @TempDir
    private Path temporary;

    private Path output;
    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final Replicas replicas = new Replicas(store);
    private BulkOrder order = BulkOrder.of(key -> true);

    @BeforeEach
    void resolveLinks() throws Exception {
        output = temporary.toRealPath().resolve("new/restored");
    }

    @Test
    void bringsEachBackToItsOwnPath() throws Exception {
        byte[] one = replicas.add(ObjectKey.of("one.db"), 1);
        byte[] two = replicas.add(ObjectKey.of("deep/er/two.db"), 2);

        List<Outcome> outcomes = run();

        assertThat(outcomes)
                .extracting(Outcome::replica)
                .containsExactly(ObjectKey.of("deep/er/two.db"), ObjectKey.of("one.db"));
        assertThat(outcomes.getFirst()).isInstanceOfSatisfying(Outcome.Back.class, back -> {
            assertThat(back.output()).isEqualTo(output.resolve("deep/er/two.db"));
            assertThat(back.result().txId()).isEqualTo(TxId.FIRST);
            assertThat(back.result().pages()).isEqualTo(2);
        });
        assertThat(output.resolve("one.db")).hasBinaryContent(one);
        assertThat(output.resolve("deep/er/two.db")).hasBinaryContent(two);
    }

    @Test
    void doesNotStopAtADamagedOne() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        byte[] damaged = Replicas.ltx(new byte[3 * Replicas.PAGE_SIZE]);
        damaged[damaged.length - 1] ^= 1;
        replicas.put(ObjectKey.of("b.db"), damaged);
        byte[] last = replicas.add(ObjectKey.of("c.db"), 4);

        List<Outcome> outcomes = run();

        assertThat(outcomes)
                .extracting(outcome -> outcome instanceof Outcome.Back)
                .containsExactly(true, false, true);
        assertThat(reason(outcomes.get(1))).contains("damaged", "b.db/ltx/0/", "checksum");
        assertThat(output.resolve("c.db")).hasBinaryContent(last);
        try (var files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.db", "c.db", RestoreJournal.NAME);
        }
    }

    @Test
    void aLinkThatLeadsNowhereStaysAndItsPlaceIsTaken() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        Path link = Files.createSymbolicLink(
                Files.createDirectories(output).resolve("a.db"), output.resolveSibling("nowhere"));

        assertThat(reason(run().getFirst())).contains("a.db", "nothing is overwritten");

        assertThat(link).isSymbolicLink();
        assertThat(output.resolveSibling("nowhere")).doesNotExist();
    }

    @Test
    void doesNotStopWhereTheTargetCannotBeRead() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        replicas.add(ObjectKey.of("b.db"), 1);
        Fault away = Fault.unavailable(new Calls(Operation.OPEN, 1, ATTEMPTS));
        target.add(away);

        List<Outcome> outcomes = run();

        assertThat(target.fired(away)).isEqualTo(ATTEMPTS);
        assertThat(reason(outcomes.getFirst())).contains("as ordered");
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
    }

    @Test
    void triesAgainWhileTheTargetIsAway() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        Fault away = Fault.unavailable(new Calls(Operation.OPEN, 1, ATTEMPTS - 1));
        target.add(away);

        assertThat(run()).singleElement().isInstanceOf(Outcome.Back.class);
        assertThat(target.fired(away)).isEqualTo(ATTEMPTS - 1);
    }

    @Test
    void listsInBulkAndNoReplicaByItself() throws Exception {
        for (int n = 0; n < 2500; n++) {
            replicas.add(ObjectKey.of("d" + n % 7 + "/" + n + ".db"), 1);
        }

        assertThat(run()).hasSize(2500).allMatch(Outcome.Back.class::isInstance);
        assertThat(target.calls(Operation.LIST)).isEqualTo(3);
        assertThat(target.calls(Operation.OPEN)).isEqualTo(2500);
    }

    @Test
    void goesOnAfterFailuresAndEndsWithoutAJournal() throws Exception {
        byte[] first = replicas.add(ObjectKey.of("a.db"), 1);
        replicas.add(ObjectKey.of("b.db"), 2);
        target.add(Fault.refused(Calls.only(Operation.OPEN, 2)));
        assertThat(run()).hasAtLeastOneElementOfType(Outcome.Failed.class);
        assertThat(output.resolve(RestoreJournal.NAME)).exists();

        List<Outcome> outcomes = run();

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Before.class);
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
        assertThat(output.resolve("a.db")).hasBinaryContent(first);
        assertThat(output.resolve(RestoreJournal.NAME)).doesNotExist();
    }

    /// A kill between the moment at which a database gets its name and the one at which that is noted, and
    /// one that cuts off a line.
    @Test
    void findsItsOwnAfterAKill() throws Exception {
        byte[] ours = replicas.add(ObjectKey.of("a.db"), 1);
        replicas.add(ObjectKey.of("b.db"), 2);
        Files.createDirectories(output);
        Files.writeString(
                output.resolve(RestoreJournal.NAME), "flotilla restore 1 some\nb 612e6462\nb 622e6462\nd 622e64");
        Files.write(output.resolve("a.db"), ours);
        Files.writeString(output.resolve("b.db"), "theirs");

        List<Outcome> outcomes = run();

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Back.class);
        assertThat(reason(outcomes.getLast())).contains("xists");
        assertThat(output.resolve("b.db")).hasContent("theirs");
        try (var files = Files.list(output)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void refusesToMixTwoRestores() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        Files.createDirectories(output);
        Files.writeString(output.resolve(RestoreJournal.NAME), "flotilla restore 1 latest, match x/**\n");

        assertThatThrownBy(this::run)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is of another restore that did not end: latest, match x/**");
        try (var held = RestoreJournal.open(output, "latest, match x/**")) {
            assertThatThrownBy(this::run)
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("Another restore is at work");
        }
    }

    @Test
    void saysWhatDidNotExistAtTheMoment() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        order = BulkOrder.of(PathPattern.of("**"), new RestorePoint.Until(Replicas.NOON), Set.of());
        assertThat(run()).singleElement().isInstanceOf(Outcome.NotYet.class);
        assertThat(output.resolve("a.db")).doesNotExist();

        order = BulkOrder.of(PathPattern.of("**"), new RestorePoint.Until(Replicas.NOON.plusMillis(1)), Set.of());
        assertThat(run()).singleElement().isInstanceOf(Outcome.Back.class);
    }

    @Test
    void restoresThoseThatMatch() throws Exception {
        replicas.add(ObjectKey.of("a/1.db"), 1);
        replicas.add(ObjectKey.of("b/1.db"), 1);
        order = BulkOrder.of(PathPattern.of("b/**"), new RestorePoint.Latest(), Set.of());

        assertThat(run())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.replica()).isEqualTo(ObjectKey.of("b/1.db")));
    }

    @Test
    void overwritesNothing() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        replicas.add(ObjectKey.of("b.db"), 1);
        Files.createDirectories(output);
        Files.writeString(output.resolve("a.db"), "mine");

        List<Outcome> outcomes = run();

        assertThat(reason(outcomes.getFirst())).contains(output.resolve("a.db").toString(), "nothing is overwritten");
        assertThat(output.resolve("a.db")).hasContent("mine");
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
    }

    /// A name may have been a file once and a directory later: the target keeps both, a directory cannot.
    @Test
    void saysWhichNameIsInTheWay() throws Exception {
        replicas.add(ObjectKey.of("a"), 1);
        replicas.add(ObjectKey.of("a/b.db"), 1);

        List<Outcome> outcomes = run();

        assertThat(outcomes).filteredOn(Outcome.Back.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(Outcome.Failed.class::isInstance)
                .singleElement()
                .satisfies(failed ->
                        assertThat(reason(failed)).contains(output.resolve("a").toString(), "xists"));
    }

    @Test
    void bringsBackNamesThatAreNoText() throws Exception {
        ObjectKey name =
                ObjectKey.ofBytes(new byte[] {'d', (byte) 0xff, '/', 'a', (byte) 0xc3, '%', '\n', '.', 'd', 'b'});
        byte[] database = replicas.add(name, 1);

        assertThat(run()).singleElement().isInstanceOf(Outcome.Back.class);

        var whole = new ByteArrayOutputStream();
        whole.writeBytes(PathBytes.of(output));
        whole.write('/');
        whole.writeBytes(name.bytes());
        assertThat(Files.readAllBytes(PathBytes.toPath(whole.toByteArray()))).isEqualTo(database);
    }

    @Test
    void namesTheReplicaThatTheUrlItselfIs() throws Exception {
        replicas.add(ObjectKey.ROOT, 1);
        replicas.add(ObjectKey.of("inside.db"), 1);

        List<Outcome> outcomes = run();

        assertThat(reason(outcomes.getFirst())).isEqualTo("This URL is itself one replica. Restore it without --all");
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
    }

    @Test
    void restoresNothingWhereTheTargetCannotBeListed() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        target.add(Fault.unavailable(Calls.all(Operation.LIST)));

        assertThatThrownBy(this::run).isInstanceOf(TargetException.Unavailable.class);
        try (var files = Files.list(output)) {
            assertThat(files).singleElement().isEqualTo(output.resolve(RestoreJournal.NAME));
        }
    }

    @Test
    void asksAgainForAPageOfTheListing() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        Fault away = Fault.unavailable(new Calls(Operation.LIST, 1, ATTEMPTS - 1));
        target.add(away);
        var patient = new LtxStore(new PatientTarget(target, Attempts.atOnce(ATTEMPTS)), ReplicaLayout.LTX_FOLDER);
        List<Outcome> outcomes = new ArrayList<>();

        new BulkRestore(patient, new Restore(patient), BulkThreads.none(), Attempts.atOnce(1))
                .run(output, order, outcomes::add);

        assertThat(target.fired(away)).isEqualTo(ATTEMPTS - 1);
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Back.class);
    }

    @Test
    void leavesOutWhatWasDeletedAndBringsItWhereAsked() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        replicas.add(ObjectKey.of("b.db"), 1);
        Instant gone = Replicas.NOON.plusSeconds(60);
        note(new LedgerEntry.There(Replicas.NOON, ObjectKey.of("a.db"), owner("rw-r-----")));
        note(new LedgerEntry.Gone(gone, ObjectKey.of("a.db")));

        order = order.with(past(gone));
        List<Outcome> outcomes = run();
        assertThat(outcomes.getFirst()).isEqualTo(new Outcome.Gone(ObjectKey.of("a.db"), gone));
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
        assertThat(output.resolve("a.db")).doesNotExist();

        order = order.with(past(gone, Past.Use.BRING_DELETED, Past.Use.SET_OWNERS));
        assertThat(run().getFirst()).isInstanceOf(Outcome.Back.class);
        assertThat(mode("a.db")).isEqualTo("rw-r-----");
    }

    @Test
    void bringsBackWhatWasThereAtTheMoment() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        note(new LedgerEntry.There(Replicas.NOON, ObjectKey.of("a.db"), owner("rwxrw-r--")));
        note(new LedgerEntry.Gone(Replicas.NOON.plusSeconds(60), ObjectKey.of("a.db")));

        order = order.with(past(Replicas.NOON.plusSeconds(59), Past.Use.SET_OWNERS));

        assertThat(run())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Back.class, back -> assertThat(back.flaw()).isEmpty());
        assertThat(mode("a.db")).isEqualTo("rwxrw-r--");
    }

    @Test
    void removesWhatAKilledRestoreLeftOnItsWorkbench() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        Path workbench = Files.createDirectories(output.resolve(OutputTree.WORKBENCH));
        Files.writeString(workbench.resolve("1.db"), "half");

        assertThat(run()).singleElement().isInstanceOf(Outcome.Back.class);

        assertThat(workbench).doesNotExist();
    }

    private void note(LedgerEntry entry) throws Exception {
        new LedgerStore(target).append(List.of(entry), entry.at());
    }

    private Past past(Instant moment, Past.Use... uses) throws Exception {
        return new Past(new LedgerStore(target).read(), moment, Set.of(uses));
    }

    /// That of this process.
    private FileOwner owner(String mode) throws Exception {
        Path file = Files.createFile(temporary.resolve("owned"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return PosixDisk.open().owner(file).orElseThrow();
    }

    private String mode(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(output.resolve(name)));
    }

    private List<Outcome> run() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        new BulkRestore(store, new Restore(store), BulkThreads.none(), Attempts.atOnce(ATTEMPTS))
                .run(output, order, outcomes::add);
        outcomes.sort(Comparator.comparing(Outcome::replica));
        return outcomes;
    }

    private static String reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).reason();
    }
}
