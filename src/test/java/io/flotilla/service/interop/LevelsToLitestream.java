package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.compaction.Retention;
import io.flotilla.compaction.RetentionPlan;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.service.interop.Application.Habit;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Flotilla merges, takes snapshots and removes what is old; Litestream restores every transaction that there
/// is, and continues.
record LevelsToLitestream(Batch batch) {

    /// Nothing is younger than that when old files are removed.
    private static final Duration LATER = Duration.ofHours(1);

    void run() throws IOException, InterruptedException, SQLException {
        batch.writeWhile(
                batch.flotilla().replicateWithShortLevels(), batch.flotilla().program(), Habit.WAL);
        batch.writeWhile(
                batch.flotilla().replicateWithShortLevels(), batch.flotilla().program(), Habit.WAL, this::isMerged);
        try (OpenTarget open =
                Targets.installed().open(TargetUrl.parse(batch.target().toString()))) {
            var store = new LtxStore(open.target(), open.layout());
            for (String database : batch.histories().names()) {
                List<ReplicaFile> files = store.list(ObjectKey.of(database));
                assertThat(files)
                        .as("%s: %s has merged files", batch.name(), database)
                        .anyMatch(file -> file.level().value() == 1)
                        .anyMatch(file -> file.level().value() == 9);
                restoreEach(store, database, "with levels");
                remove(store, files);
                restoreEach(store, database, "with what is old removed");
            }
        }
        batch.litestreamRestoresTheSources("with levels");
        batch.histories().write(Habit.WAL);
        batch.litestream().replicateOnce();
        batch.litestreamRestoresTheSources("with levels, continued by Litestream");
        batch.bothRestoreLatest("with levels, continued by Litestream");
    }

    private boolean isMerged() throws IOException {
        for (String database : batch.histories().names()) {
            if (!new Replica(batch.target().resolve(database)).levels().containsAll(List.of("1", "9"))) {
                return false;
            }
        }
        return true;
    }

    private void restoreEach(LtxStore store, String database, String when) throws IOException, InterruptedException {
        ObjectKey replica = ObjectKey.of(database);
        List<ReplicaFile> files = store.list(replica);
        long last = Long.parseLong(new Replica(batch.target().resolve(database)).latest(), 16);
        for (long number = 1; number <= last; number++) {
            var txId = new TxId(number);
            var point = new RestorePoint.AsOf(txId);
            if (RestorePlan.of(files, point) instanceof RestorePlan.Ready) {
                Path ours = batch.fresh("ours").resolve(database);
                Path theirs = batch.fresh("theirs").resolve(database);
                new Restore(store).restore(new RestoreRequest(replica, point, ours), RestoreProgress.NONE);
                batch.litestream().restore(batch.target().resolve(database), theirs, txId.hex());
                batch.findings().compare(batch.text(database, "TXID " + txId + " " + when), ours, theirs);
            }
        }
    }

    private static void remove(LtxStore store, List<ReplicaFile> files) {
        var rules = new RetentionRules(Duration.ZERO, Duration.ZERO, 0, 0, false);
        RetentionPlan plan = RetentionPlan.of(files, rules, Instant.now().plus(LATER), Set.of());
        assertThat(plan.removals()).isNotEmpty();
        new Retention(store).step(plan);
    }
}
