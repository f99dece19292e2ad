package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.OpenLevels;
import io.flotilla.compaction.MergeResult;
import io.flotilla.compaction.Removal;
import io.flotilla.compaction.RetentionPlan;
import io.flotilla.compaction.RetentionResult;
import io.flotilla.compaction.Work;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.TargetException;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All that is to be done at a time for the files of one database on the target: merges, a snapshot, removals.
/// Then it notes when that is to be looked at again, or that nothing is left.
///
/// Cost: one listing of the replica, and what the steps cost. A database that somebody else writes to is left
/// alone. What fails is tried again later, and never keeps a capture from being uploaded. Safe for use by
/// several threads, for different databases.
final class Upkeep {

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());

    /// How often a listing may turn out to be out of date in one look.
    private static final int LISTINGS = 3;

    /// What needs a person, or another process, to change.
    private static final Duration LATER = Duration.ofHours(1);

    /// What the next try may find better.
    private static final Duration SOON = Duration.ofMinutes(1);

    /// After one run of removals that left some for others.
    private static final Duration NEXT_RUN = Duration.ofMinutes(10);

    private final Catalog catalog;
    private final OpenLevels open;
    private final LtxStore store;
    private final LevelSteps steps;
    private final FleetSettings.Levels settings;
    private final Shared shared;

    Upkeep(Catalog catalog, LtxStore store, LevelSteps steps, FleetSettings.Levels settings, Shared shared) {
        this.catalog = catalog;
        this.open = catalog.openLevels();
        this.store = store;
        this.steps = steps;
        this.settings = settings;
        this.shared = shared;
    }

    /// What it has in common with the rest of the fleet.
    record Shared(
            LevelCounters counters,
            TargetGate gate,
            Warnings warnings,
            FleetWitness witness,
            InstantSource clock,
            InstantSource cautious) {}

    /// What a listing that was asked for at a moment says.
    static OpenLevels.Listed listed(List<ReplicaFile> files, Instant asked) {
        TxId newest = files.stream()
                .map(file -> file.range().max())
                .max(Comparator.naturalOrder())
                .orElse(TxId.FIRST);
        return new OpenLevels.Listed(newest, asked);
    }

    /// Does what is due.
    void look(DatabaseId database) {
        DatabaseRow row = catalog.row(database);
        if (row.state() == DatabaseState.FENCED) {
            shared.counters().add("left alone: fenced", 1);
            again(row, LATER);
            return;
        }
        try {
            new Look(row).go();
        } catch (TargetException failure) {
            failed(row, failure);
        }
    }

    /// Ends merges that are on their way, and begins no other.
    void stop() {
        steps.stop();
    }

    private void again(DatabaseRow row, Duration pause) {
        open.postponed(row.id(), shared.clock().instant().plus(pause));
    }

    private void failed(DatabaseRow row, TargetException cause) {
        if (steps.isStopped()) {
            return;
        }
        shared.counters().add("failed: target", 1);
        String why = String.valueOf(cause.getMessage());
        switch (cause) {
            case TargetException.Unavailable away -> {
                shared.gate().failed();
                again(row, SOON);
            }
            case TargetException.NotFound gone -> again(row, SOON);
            case TargetException.AlreadyExists there -> again(row, SOON);
            case TargetException.Refused refused -> hindered(row, "refused", why);
        }
    }

    private void hindered(DatabaseRow row, String kind, String why) {
        shared.counters().add("hindered: " + kind, 1);
        shared.warnings().hindrance("the files of a replica stay as they are: database=" + row.path(), why);
        again(row, LATER);
    }

    /// One look at one database. Used once.
    private final class Look {

        private final DatabaseRow row;
        private final Work.Rules rules;
        private List<ReplicaFile> files = List.of();
        private OpenLevels.Listed listed = new OpenLevels.Listed(TxId.FIRST, Instant.MIN);
        private int listings;
        private boolean hasPassedDamage;

        Look(DatabaseRow row) {
            this.row = row;
            this.rules = settings.rulesOf(row.path());
        }

        void go() throws TargetException {
            list();
            boolean more = true;
            while (more && !steps.isStopped()) {
                more = step(Work.next(
                        files,
                        rules,
                        shared.clock().instant(),
                        shared.cautious().instant()));
            }
        }

        private void list() throws TargetException {
            listings++;
            Instant asked = shared.clock().instant();
            files = store.list(row.replica());
            listed = listed(files, asked);
            shared.gate().answered();
        }

        /// Whether there may be more to do now.
        private boolean step(Work work) throws TargetException {
            shared.witness().upkeepBegins(row);
            return switch (work) {
                case Work.Merging(Level into, var inputs) ->
                    made("merged into level " + into, steps.merge(into, inputs));
                case Work.Snapshotting(var plan) -> made("snapshots", steps.snapshot(plan));
                case Work.Removing(RetentionPlan plan) -> remove(plan);
                case Work.Nothing(Optional<Instant> until) -> nothing(until);
                case Work.Hindered(String why) -> hindered("no newest state", why);
            };
        }

        private boolean nothing(Optional<Instant> until) {
            shared.warnings().isOver("the files of a replica stay as they are: database=" + row.path());
            Instant soonest = shared.clock().instant().plus(settings.pause());
            open.looked(row.id(), listed, until.map(moment -> moment.isAfter(soonest) ? moment : soonest));
            return false;
        }

        private boolean made(String what, MergeResult result) throws TargetException {
            return switch (result) {
                case MergeResult.Merged(ReplicaFile file, var inputs) -> {
                    shared.witness().upkeepEnds(row, what, inputs.size());
                    shared.counters().add(what, 1);
                    shared.counters().add("files " + what, inputs.size());
                    shared.counters().add("bytes " + what, file.size());
                    LOG.log(
                            Logger.Level.DEBUG,
                            "made database={0} level={1} tx={2} bytes={3} of={4}",
                            row.path(),
                            file.level(),
                            file.range(),
                            file.size(),
                            inputs.size());
                    var with = new ArrayList<>(files);
                    with.add(file);
                    files = List.copyOf(with);
                    yield true;
                }
                case MergeResult.WasThere(var name) -> listAgain("it was there: " + name);
                case MergeResult.Vanished(String why) -> listAgain(why);
                case MergeResult.Fenced(String why) -> hindered("another writer", why);
                case MergeResult.Damaged(String why) -> passDamage(why);
                case MergeResult.Failed(TargetException cause) -> throw cause;
            };
        }

        /// A damaged file is passed where a snapshot lies behind it: the level goes on there, and the snapshot
        /// bridges the hole.
        private boolean passDamage(String why) throws TargetException {
            Instant now = shared.clock().instant();
            Work next = Work.next(behindNewestSnapshot(), rules, now, now);
            if (next instanceof Work.Merging(Level into, var inputs) && !hasPassedDamage) {
                hasPassedDamage = true;
                shared.counters().add("passed: damaged", 1);
                return made("merged into level " + into, steps.merge(into, inputs));
            }
            return hindered("damaged", why);
        }

        private List<ReplicaFile> behindNewestSnapshot() {
            Optional<ReplicaFile> snapshot = files.stream()
                    .filter(file -> file.level().equals(Level.SNAPSHOT))
                    .max(Comparator.comparing(file -> file.range().max()));
            return files.stream()
                    .filter(file -> snapshot.filter(newest -> newest.equals(file)
                                    || file.range()
                                                    .max()
                                                    .compareTo(newest.range().max())
                                            > 0)
                            .isPresent())
                    .toList();
        }

        private boolean listAgain(String why) throws TargetException {
            if (listings == LISTINGS) {
                return hindered("listing out of date", why);
            }
            list();
            return true;
        }

        private boolean hindered(String kind, String why) {
            Upkeep.this.hindered(row, kind, why);
            return false;
        }

        private boolean remove(RetentionPlan plan) {
            if (settings.dryRun()) {
                plan.removals().forEach(this::wouldRemove);
                open.looked(
                        row.id(), listed, Optional.of(shared.clock().instant().plus(LATER)));
                return false;
            }
            return switch (steps.remove(plan)) {
                case RetentionResult.Removed(List<Removal> removals) -> {
                    note(removals);
                    yield !plan.more() || later();
                }
                case RetentionResult.Partly(List<Removal> removals, var left) -> {
                    note(removals);
                    shared.counters().add("not removed", left.size());
                    String why = store.key(left.getFirst().removal().file().name()) + ": "
                            + left.getFirst().cause().getMessage();
                    yield hindered("removal refused", why);
                }
            };
        }

        private boolean later() {
            Instant next = shared.clock().instant().plus(NEXT_RUN);
            open.looked(row.id(), listed, Optional.of(next));
            return false;
        }

        private void wouldRemove(Removal removal) {
            shared.counters().add("would remove: " + removal.reason().text(), 1);
            LOG.log(
                    Logger.Level.INFO,
                    "would remove file={0} reason={1}",
                    store.key(removal.file().name()),
                    removal.reason().text());
        }

        private void note(List<Removal> removals) {
            var left = new ArrayList<>(files);
            for (Removal removal : removals) {
                left.remove(removal.file());
                shared.counters().add("removed: " + removal.reason().text(), 1);
            }
            files = List.copyOf(left);
            shared.witness().upkeepEnds(row, "removed", removals.size());
        }
    }
}
