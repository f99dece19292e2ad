package io.flotilla.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void findsNothingWrongWithATargetThatKeepsItsPromises() throws Exception {
        var target = new MemoryTarget();

        Probe.Report report = probe(target);

        assertThat(report.findings()).hasSize(8).allMatch(Finding.Kept.class::isInstance);
        assertThat(report.isSound()).isTrue();
        assertThat(report.latencies())
                .hasSize(3)
                .allMatch(latency -> latency.requests() == 20
                        && latency.longest().equals(Duration.ofMillis(1))
                        && latency.median().equals(Duration.ofMillis(1)));
    }

    @Test
    void leavesNothingBehind() throws Exception {
        var target = new MemoryTarget();

        assertThat(probe(target).left()).isZero();

        assertThat(target.list(ListRequest.below(ObjectKey.ROOT)).objects()).isEmpty();
    }

    @Test
    void noticesAStoreThatReplacesObjects() throws Exception {
        Probe.Report report = probe(new ReplacingTarget(false));

        assertThat(report.isSound()).isFalse();
        assertThat(report.findings())
                .filteredOn(Finding.Broken.class::isInstance)
                .hasSize(3)
                .allMatch(broken -> broken.seen().contains("two writers are not safe here"));
        assertThat(report.findings()).contains(new Finding.Noted("what it is", "a store of a test"));
    }

    @Test
    void saysWhatFollowsWhereAListingPassesOverObjects() throws Exception {
        Probe.Report report = probe(new PassingOverTarget());

        assertThat(report.isSound()).isTrue();
        assertThat(report.findings())
                .filteredOn(Finding.Noted.class::isInstance)
                .singleElement()
                .satisfies(noted ->
                        assertThat(noted.seen()).contains("passes over objects behind a/c/d/e", "no harm to replicas"));
    }

    @Test
    void isSoundForSomebodyWhoMayNotDeleteAndSaysWhatStays() throws Exception {
        var target = new FaultyTarget(new MemoryTarget());
        var denied = Fault.refused(Calls.all(Operation.DELETE));
        target.add(denied);

        Probe.Report report = probe(target);

        assertThat(target.fired(denied)).isEqualTo(2);
        assertThat(report.isSound()).isTrue();
        assertThat(report.findings())
                .filteredOn(Finding.Noted.class::isInstance)
                .hasSize(1);
        assertThat(report.left()).isPositive();
    }

    @Test
    void saysWhyWhereNotEvenOneObjectCanBePut() {
        var target = new FaultyTarget(new MemoryTarget());
        target.add(Fault.refused(Calls.all(Operation.PUT)));

        assertThatExceptionOfType(TargetException.Refused.class).isThrownBy(() -> probe(target));
    }

    @Test
    void removesWhatItPutWhereItBreaksOff() throws Exception {
        var memory = new MemoryTarget();
        var target = new FaultyTarget(memory);
        // 29 puts are of the promises, the 20 behind them measure.
        var late = Fault.unavailable(new Calls(Operation.PUT, 40, Long.MAX_VALUE));
        target.add(late);

        assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(() -> probe(target));

        assertThat(target.fired(late)).isEqualTo(1);
        assertThat(memory.list(ListRequest.below(ObjectKey.ROOT)).objects()).isEmpty();
    }

    /// Each look at the clock is a millisecond later than the one before.
    private Probe.Report probe(ReplicaTarget target) throws IOException {
        return new Probe(target, threads, () -> nanos.addAndGet(1_000_000), new Random(20261126)).run();
    }
}
