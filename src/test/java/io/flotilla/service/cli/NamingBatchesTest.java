package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.fleet.Attempts;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.PreparedRestore;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is on the disk when, and what becomes of it where the disk fails.
class NamingBatchesTest {

    @TempDir
    private Path output;

    private final LtxStore store = new LtxStore(new MemoryTarget(), ReplicaLayout.LTX_FOLDER);
    private final Replicas replicas = new Replicas(store);
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> synced = new ArrayList<>();

    @Test
    void syncsContentsThenNames() throws Exception {
        run(() -> synced.add(journal() + names()), 2);

        assertThat(synced).containsExactly("b 61\nb 62\n[]", "b 61\nb 62\n[a, b]");
        assertThat(journal()).isEqualTo("b 61\nb 62\nd 61\nd 62\n");
        assertThat(outcomes).hasSize(2).allMatch(Outcome.Back.class::isInstance);
    }

    @Test
    void givesNoNameWhereContentsAreNotDurable() throws Exception {
        run(failing(1), 2);

        assertThat(names()).isEqualTo("[]");
        assertThat(outcomes).hasSize(2).allMatch(Outcome.Failed.class::isInstance);
        try (var left = Files.list(output.resolve("work"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void takesNamesBackWhichAreNotDurable() throws Exception {
        run(failing(2), 2);

        assertThat(names()).isEqualTo("[]");
        assertThat(outcomes).hasSize(2).allMatch(Outcome.Failed.class::isInstance);
    }

    /// Which file an error of the disk was of nobody knows.
    @Test
    void givesNoNamesAfterAnError() throws Exception {
        run(failing(1), 300);

        assertThat(names()).isEqualTo("[]");
        assertThat(synced).hasSize(1);
        assertThat(outcomes).hasSize(300).allMatch(Outcome.Failed.class::isInstance);
        assertThat(((Outcome.Failed) outcomes.getLast()).reason()).contains("writing to the disk failed", "as ordered");
    }

    @Test
    void doesNotStopAtANameThatIsTaken() throws Exception {
        Files.writeString(output.resolve("a"), "mine");

        run(() -> {}, 2);

        assertThat(output.resolve("a")).hasContent("mine");
        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Back.class);
    }

    private NamingBatches.Sync failing(int call) {
        return () -> {
            synced.add("");
            if (synced.size() == call) {
                throw new IOException("as ordered");
            }
        };
    }

    private void run(NamingBatches.Sync sync, int count) throws Exception {
        Files.createDirectory(output.resolve("work"));
        try (var journal = RestoreJournal.open(output, "test")) {
            var batches = new NamingBatches(journal, sync, Runnable::run, outcomes::add);
            for (int number = 0; number < count; number++) {
                batches.add(made(number));
            }
            batches.finish();
        }
    }

    private NamingBatches.Waiting made(int number) throws IOException {
        ObjectKey replica = ObjectKey.of(number < 26 ? Character.toString('a' + number) : "n" + number);
        replicas.add(replica, 1);
        Path place = output.resolve(replica.toString());
        var request = new RestoreRequest(replica, new RestorePoint.Latest(), place);
        Path temporary = output.resolve("work/" + number);
        boolean isNew = !Files.exists(place);
        // What is at the place by then is what the test put there.
        Path aside = output.resolve("aside");
        if (!isNew) {
            Files.move(place, aside);
        }
        PreparedRestore prepared =
                Attempts.atOnce(1).run(() -> new Restore(store).prepare(request, store.list(replica), temporary));
        if (!isNew) {
            Files.move(aside, place);
        }
        assertThat(prepared).isInstanceOf(PreparedRestore.Prepared.class);
        var made = (PreparedRestore.Prepared) prepared;
        return new NamingBatches.Waiting(
                new Outcome.Back(replica, place, made.result(), ""), isNew, made.database(), (key, output) -> {});
    }

    private String journal() throws IOException {
        String text = Files.readString(output.resolve(RestoreJournal.NAME));
        return text.substring(text.indexOf('\n') + 1);
    }

    private String names() throws IOException {
        try (var files = Files.list(output)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList()
                    .toString();
        }
    }
}
