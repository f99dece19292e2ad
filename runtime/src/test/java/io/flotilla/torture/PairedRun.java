package io.flotilla.torture;

import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/// The same load of an application, again and again, with a fleet beside it and without, in pairs whose order is drawn.
final class PairedRun {

    private static final List<String> JOURNAL_MODES = List.of("WAL", "WAL", "WAL", "WAL", "DELETE", "PERSIST");
    /// The default of the service.
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final int WAL_COMMITS_PER_SECOND = 200;
    private static final int JOURNAL_COMMITS_PER_SECOND = 40;

    private final Path directory;
    private final Plan plan;

    /// @param length of each half of a pair
    record Plan(int pairs, Duration length, long seed) {}

    PairedRun(Path directory, Plan plan) {
        this.directory = directory;
        this.plan = plan;
    }

    /// What came of all halves of one kind. Times are sorted.
    @SuppressWarnings("ArrayRecordComponent") // large, never compared
    record Half(long[] nanos, int failed) {

        private static final long SLOW_NANOS = 100_000_000;

        Half and(Half other) {
            long[] all = LongStream.concat(LongStream.of(nanos), LongStream.of(other.nanos))
                    .sorted()
                    .toArray();
            return new Half(all, failed + other.failed);
        }

        long slow() {
            return LongStream.of(nanos).filter(time -> time > SLOW_NANOS).count();
        }

        double millis(double quantile) {
            return nanos[(int) Math.min(nanos.length - 1, quantile * nanos.length)] / 1e6;
        }

        @Override
        public String toString() {
            return "%d commits, %d failed, %d over 100 ms (%.4f %%), p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.1f ms"
                    .formatted(
                            nanos.length,
                            failed,
                            slow(),
                            100.0 * slow() / nanos.length,
                            millis(0.5),
                            millis(0.99),
                            millis(0.999),
                            millis(1));
        }
    }

    record Outcome(Half with, Half without) {}

    Outcome run() throws IOException, InterruptedException {
        var random = new Random(plan.seed());
        Half with = new Half(new long[0], 0);
        Half without = new Half(new long[0], 0);
        for (int pair = 1; pair <= plan.pairs(); pair++) {
            boolean isFirst = random.nextBoolean();
            with = isFirst ? with.and(half(pair, true)) : with;
            without = without.and(half(pair, false));
            with = isFirst ? with : with.and(half(pair, true));
        }
        return new Outcome(with, without);
    }

    private Half half(int pair, boolean isWithFleet) throws IOException, InterruptedException {
        Path place = Files.createDirectory(directory.resolve(pair + (isWithFleet ? "-with" : "-without")));
        for (String child : List.of("source", "target/replicas", "state")) {
            Files.createDirectories(place.resolve(child));
        }
        Optional<EngineProcess> engine =
                isWithFleet ? Optional.of(EngineProcess.start(place, INTERVAL, words -> {})) : Optional.empty();
        try (SqliteProcess application = SqliteProcess.start()) {
            application.begin(SteadyWork.class, arguments(place));
            int failed = Integer.parseInt(application.await());
            return new Half(times(place.resolve("times")), failed);
        } finally {
            if (engine.isPresent()) {
                engine.get().kill();
            }
        }
    }

    private String[] arguments(Path place) {
        List<String> words = new ArrayList<>();
        words.add(place.resolve("times").toString());
        words.add(Long.toString(plan.length().toMillis()));
        for (int i = 0; i < JOURNAL_MODES.size(); i++) {
            String mode = JOURNAL_MODES.get(i);
            words.add(place.resolve("source").resolve(i + ".db").toString());
            words.add(mode);
            words.add(Integer.toString(mode.equals("WAL") ? WAL_COMMITS_PER_SECOND : JOURNAL_COMMITS_PER_SECOND));
        }
        return words.toArray(String[]::new);
    }

    private static long[] times(Path file) throws IOException {
        var buffer = ByteBuffer.wrap(Files.readAllBytes(file)).asLongBuffer();
        long[] times = new long[buffer.remaining()];
        buffer.get(times);
        return times;
    }
}
