package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.PathBytes;
import io.flotilla.ltx.TxId;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One replica after the other, so that what is said is in one order.
class BulkRestoreTest {

    @TempDir
    private Path temporary;

    private Path output;
    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final Replicas replicas = new Replicas(store);
    private final List<Integer> heard = new ArrayList<>();

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
        assertThat(heard).containsExactly(1, 2);
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
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("a.db", "c.db");
        }
        assertThat(heard).containsExactly(1, 2, 3);
    }

    @Test
    void doesNotStopWhereTheTargetCannotBeRead() throws Exception {
        replicas.add(ObjectKey.of("a.db"), 1);
        replicas.add(ObjectKey.of("b.db"), 1);
        Fault away = Fault.unavailable(Calls.only(Operation.OPEN, 1));
        target.add(away);

        List<Outcome> outcomes = run();

        assertThat(target.fired(away)).isEqualTo(1);
        assertThat(reason(outcomes.getFirst())).contains("as ordered");
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
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
        assertThat(output).doesNotExist();
    }

    private List<Outcome> run() throws Exception {
        return new BulkRestore(store, Runnable::run).run(output, heard::add);
    }

    private static String reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).reason();
    }
}
