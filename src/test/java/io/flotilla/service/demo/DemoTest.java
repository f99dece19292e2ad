package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    private static final DemoOptions SMALL = new DemoOptions(16, Duration.ofSeconds(2), 4, 11, 16);

    @Test
    void bringsEverythingBackAndLeavesNothing() throws Exception {
        Path root;
        try (Workplace place = Workplace.temporary()) {
            root = place.root();
            Report report = demo(new LateEngine(), place).run(place);

            assertThat(report.mismatches()).isEmpty();
            assertThat(report.written().transactions()).isPositive();
            assertThat(report.lag().transactions()).isEqualTo(report.written().transactions());
            assertThat(report.restored().databases()).isEqualTo(16);
            assertThat(place.source()).doesNotExist();
        }
        assertThat(root).doesNotExist();
    }

    @Test
    void ofManyDatabasesWritesAFewAndRestoresASample() throws Exception {
        var options = new DemoOptions(1200, Duration.ofSeconds(3), 2, 11, 50);
        try (Workplace place = Workplace.temporary()) {
            var clock = new PatientClock(place, options, 2);
            Report report = new Demo(new CopiedEngine(), options, silent(), clock).run(place);

            assertThat(report.mismatches()).isEmpty();
            assertThat(report.written().databases()).isEqualTo(1200);
            assertThat(report.written().changed()).isBetween(2, 300);
            assertThat(report.restored().databases()).isEqualTo(50);
            assertThat(report.efficiency().footprint().heapBytes()).isPositive();
            assertThat(report.efficiency().requestsAltogether()).isEqualTo(7);
        }
    }

    /// Whose first copies are done at once.
    private static final class CopiedEngine extends LateEngine {

        @Override
        public Replication replicate(Path source, Path target, Consumer<Acknowledgement> acknowledgements) {
            Replication late = super.replicate(source, target, acknowledgements);
            return new Replication() {
                @Override
                public Shipped shipped() {
                    return new Shipped(1200, 0, 0, 1200);
                }

                @Override
                public Standing standing() {
                    return late.standing();
                }

                @Override
                public Shipped stop() throws IOException, InterruptedException {
                    return late.stop();
                }

                @Override
                public void close() {
                    late.close();
                }
            };
        }
    }

    @Test
    void reportsAnEngineThatLosesADatabase() throws Exception {
        var forgetful = new LateEngine() {
            @Override
            public void restoreAll(Path target, Path output) throws IOException {
                Files.delete(databases(target).getFirst());
                super.restoreAll(target, output);
            }
        };
        try (Workplace place = Workplace.temporary()) {
            Report report = demo(forgetful, place).run(place);

            assertThat(report.mismatches())
                    .isEqualTo(List.of(new Mismatch("databases/db-00/tenants/t-0000.db", "was not restored")));
            assertThat(report.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void keepsADirectoryThatWasAskedForAndRefusesOneThatIsInUse(@TempDir Path directory) throws Exception {
        Path kept = directory.resolve("kept");
        try (Workplace place = Workplace.in(kept)) {
            Files.createFile(place.root().resolve("something"));
        }
        assertThat(kept.resolve("something")).exists();
        assertThatThrownBy(() -> Workplace.in(kept)).hasMessageContaining("is not empty");
    }

    @Test
    void aTemporaryWorkplaceEndsItsWorkersFirst() throws Exception {
        List<String> order = new ArrayList<>();
        Path root;
        try (Workplace place = Workplace.temporary()) {
            root = place.root();
            place.add(() -> order.add("replicator " + Files.exists(root)));
            place.add(() -> order.add("writers " + Files.exists(root)));
        }
        assertThat(order).containsExactly("writers true", "replicator true");
        assertThat(root).doesNotExist();
    }

    private static Demo demo(Engine engine, Workplace place) {
        return new Demo(engine, SMALL, silent(), new PatientClock(place, SMALL, 1));
    }

    /// Stands still until so many databases were written, and runs from then on: how long the writers take to
    /// begin is a matter of the machine. For one thread.
    private static final class PatientClock implements InstantSource {

        private static final Duration PATIENCE = Duration.ofMinutes(2);

        private final Workplace place;
        private final DemoOptions options;
        private final int databases;
        private final Instant begun = Instant.now();
        private Duration stood = Duration.ZERO;

        PatientClock(Workplace place, DemoOptions options, int databases) {
            this.place = place;
            this.options = options;
            this.databases = databases;
        }

        @Override
        public Instant instant() {
            Instant now = Instant.now();
            if (stood.isZero() && !areWritten() && now.isBefore(begun.plus(PATIENCE))) {
                return begun;
            }
            stood = stood.isZero() ? Duration.between(begun, now) : stood;
            return now.minus(stood);
        }

        private boolean areWritten() {
            List<Path> ledgers = IntStream.range(0, options.writers())
                    .mapToObj(writer -> new WriterFiles(place.writers(), writer).ledger())
                    .filter(Files::exists)
                    .toList();
            try {
                return Ledger.read(ledgers).written() >= databases;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static Progress silent() {
        return Progress.rewriting(new PrintStream(OutputStream.nullOutputStream()));
    }
}
