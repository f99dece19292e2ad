package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.compaction.RetentionRules;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.UnfinishedUpload;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a fleet does with uploads that never ended.
class UploadSweepTest {

    private static final String FILE = "0000000000000001-0000000000000009.ltx";
    private static final UnfinishedUpload OLD = upload("a/b.db/ltx/9/" + FILE);
    private static final UnfinishedUpload YOUNG = upload("c.db/ltx/9/" + FILE);
    private static final UnfinishedUpload STRANGERS = upload("photos/of/somebody.jpg");
    private static final UnfinishedUpload OF_A_PROBE = upload(".flotilla-probe/1/c/parts");

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget faulty = new FaultyTarget(memory);
    private final LtxStore store = new LtxStore(new MeteredTarget(faulty), ReplicaLayout.LTX_FOLDER);
    private final LevelCounters counters = new LevelCounters();

    private static UnfinishedUpload upload(String key) {
        return new UnfinishedUpload(ObjectKey.of(key), "1", Instant.EPOCH);
    }

    private void leaveAll() {
        memory.leave(OLD, Duration.ofHours(49));
        memory.leave(YOUNG, Duration.ofHours(47));
        memory.leave(STRANGERS, Duration.ofDays(400));
        memory.leave(OF_A_PROBE, Duration.ofDays(3));
    }

    private List<UnfinishedUpload> left() {
        List<UnfinishedUpload> left = new ArrayList<>();
        memory.findUnfinished(Duration.ZERO, left::add);
        return left;
    }

    private UploadSweep sweep(FleetSettings.Levels settings) {
        return new UploadSweep(store, settings, counters, new Warnings());
    }

    @Tag("S-18")
    @Test
    void throwsAwayWhatOursIsAndOld() {
        leaveAll();

        sweep(FleetSettings.Levels.DEFAULT).sweep();

        assertThat(left()).containsExactlyInAnyOrder(YOUNG, STRANGERS);
        assertThat(counters.counts()).isEqualTo(Map.of("thrown away: unfinished uploads", 2L));
        assertThat(faulty.calls(Operation.LIST)).isEqualTo(1);
        assertThat(faulty.calls(Operation.DELETE)).isEqualTo(2);
    }

    @Test
    void onlySaysWhatItWouldThrowAwayInADryRun() {
        leaveAll();
        var levels = FleetSettings.Levels.DEFAULT;

        sweep(new FleetSettings.Levels(levels.rules(), levels.retention(), levels.exceptions(), levels.places(), true))
                .sweep();

        assertThat(left()).hasSize(4);
        assertThat(counters.counts()).isEqualTo(Map.of("would throw away: unfinished uploads", 2L));
    }

    @Test
    void asksForNothingWhereNothingIsRemoved() {
        var levels = FleetSettings.Levels.DEFAULT;

        sweep(FleetSettings.Levels.OFF).run();
        sweep(new FleetSettings.Levels(
                        levels.rules(), RetentionRules.DEFAULT.held(), levels.exceptions(), levels.places(), false))
                .run();

        assertThat(faulty.calls(Operation.LIST)).isZero();
    }

    @Tag("S-18")
    @Test
    void aTargetThatRefusesIsAskedAgainAnotherDay() {
        leaveAll();
        UploadSweep sweep = sweep(FleetSettings.Levels.DEFAULT);
        var mayNotList = faulty(Fault.refused(Calls.only(Operation.LIST, 1)));
        var mayNotDelete = faulty(Fault.refused(Calls.only(Operation.DELETE, 1)));
        var isAway = faulty(Fault.unavailable(Calls.only(Operation.LIST, 3)));

        sweep.sweep();
        sweep.sweep();
        sweep.sweep();
        assertThat(left()).hasSize(4);
        assertThat(List.of(faulty.fired(mayNotList), faulty.fired(mayNotDelete), faulty.fired(isAway)))
                .containsOnly(1L);

        sweep.sweep();
        assertThat(left()).hasSize(2);
    }

    private Fault faulty(Fault fault) {
        faulty.add(fault);
        return fault;
    }
}
