package io.flotilla.probe;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.Examination;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Tries out every promise of a target below `.flotilla-probe/`, measures how long requests take, and removes what it
/// put there. Some 130 requests. Used by one thread, once.
public final class Probe {

    /// How many put at the same moment.
    public static final int RACERS = Promises.RACERS;

    private static final int SAMPLES = 20;
    private static final int SAMPLE_BYTES = 4096;

    private final ReplicaTarget target;
    private final Executor threads;
    private final LongSupplier steadyNanos;
    private final RandomGenerator random;

    /// @param threads runs at least [#RACERS] things at the same time
    public Probe(ReplicaTarget target, Executor threads, LongSupplier steadyNanos, RandomGenerator random) {
        this.target = target;
        this.threads = threads;
        this.steadyNanos = steadyNanos;
        this.random = random;
    }

    /// What was seen.
    ///
    /// @param left objects that could not be removed again
    public record Report(List<Finding> findings, List<Latency> latencies, long left) {

        public Report {
            findings = List.copyOf(findings);
            latencies = List.copyOf(latencies);
        }

        /// Whether every promise that could be tried is kept.
        public boolean isSound() {
            return findings.stream().noneMatch(Finding.Broken.class::isInstance);
        }
    }

    /// Tries everything.
    ///
    /// @throws TargetException where not even one object can be put: nothing is known then
    public Report run() throws IOException {
        ScratchKeys scratch = ScratchKeys.of(target, random);
        List<Finding> findings = new ArrayList<>();
        List<Latency> latencies = new ArrayList<>();
        try {
            var promises = new Promises(scratch, random, threads);
            findings.add(promises.readBack());
            findings.add(promises.createOnly());
            findings.add(promises.race());
            findings.add(promises.largeCreateOnly());
            findings.add(promises.range());
            findings.add(promises.listing());
            findings.add(promises.listingFromAnyName());
            findings.addAll(examined(scratch.key("c")));
            latencies.addAll(latencies(scratch));
            findings.add(promises.delete());
        } catch (IOException failure) {
            removeQuietly(scratch, failure);
            throw failure;
        }
        return new Report(findings, latencies, scratch.remove());
    }

    private List<Finding> examined(ObjectKey below) {
        Optional<Examination> examination = target.examination();
        if (examination.isEmpty()) {
            return List.of();
        }
        try {
            return examination.get().examine(below);
        } catch (TargetException failure) {
            return List.of(
                    new Finding.Broken("what is particular to this store", String.valueOf(failure.getMessage())));
        }
    }

    private List<Latency> latencies(ScratchKeys scratch) throws IOException {
        return List.of(
                measured("put of 4 KiB", i -> Puts.create(target, key(scratch, i), Bytes.random(random, SAMPLE_BYTES))),
                measured("read of 4 KiB", i -> {
                    try (InputStream stream = target.open(key(scratch, i), ByteRange.ALL)) {
                        stream.readAllBytes();
                    }
                }),
                measured("list", i -> target.list(ListRequest.below(scratch.place()))));
    }

    private static ObjectKey key(ScratchKeys scratch, int number) {
        return scratch.key("d/" + number);
    }

    private Latency measured(String request, Sample sample) throws IOException {
        var nanos = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long before = steadyNanos.getAsLong();
            sample.take(i);
            nanos[i] = steadyNanos.getAsLong() - before;
        }
        return Latency.of(request, nanos);
    }

    private static void removeQuietly(ScratchKeys scratch, IOException why) {
        try {
            scratch.remove();
        } catch (TargetException stays) {
            why.addSuppressed(stays);
        }
    }

    private interface Sample {
        void take(int number) throws IOException;
    }
}
