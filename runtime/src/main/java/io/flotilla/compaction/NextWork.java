package io.flotilla.compaction;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds what is to be done next for one listing: merges from the lowest level up, then a snapshot, then
/// removals.
///
/// A level takes all files of the one below that begin behind its own end (Litestream's rule, so that the
/// bounds of files are the same in both), and at least two of them: one alone is no shorter to restore in
/// another place. So a database that was written once is never rewritten.
///
/// The first merge of a replica holds the whole database, as its first file does, and is a snapshot. In a level it
/// would stay as the newest file until another follows, and go into the next level with all of the database.
final class NextWork {

    /// The most files of one merge: each is open meanwhile.
    static final int MOST_INPUTS = 64;

    /// The most files of one snapshot. More are merged first, a level at a time.
    static final int MOST_INPUTS_OF_SNAPSHOT = 256;

    private final List<ReplicaFile> listing;
    private final LevelRules levels;
    private final RetentionRules retention;
    private final Instant now;
    private final Instant cautious;
    private final Removable removable;

    NextWork(List<ReplicaFile> listing, Work.Rules rules, Instant now, Instant cautious) {
        this.listing = listing;
        this.levels = rules.levels();
        this.retention = rules.retention();
        this.now = now;
        this.cautious = cautious;
        this.removable = new Removable(listing, retention, cautious, Set.of());
    }

    Work find() {
        if (listing.isEmpty()) {
            return new Work.Nothing(Optional.empty());
        }
        return switch (RestorePlan.of(listing, new RestorePoint.Latest())) {
            case RestorePlan.Ready(List<ReplicaFile> plan) -> find(plan);
            case RestorePlan.Impossible why -> new Work.Hindered(why.explanation());
        };
    }

    private Work find(List<ReplicaFile> plan) {
        var times = new ArrayList<Instant>();
        for (int level = 1; level <= levels.intervals().size(); level++) {
            List<ReplicaFile> inputs = inputs(level);
            if (inputs.size() < 2) {
                continue;
            }
            Instant due = due(inputs.getFirst(), levels.intervals().get(level - 1));
            if (!due.isAfter(now) || inputs.size() == MOST_INPUTS) {
                return new Work.Merging(isFirst(level, inputs) ? Level.SNAPSHOT : new Level(level), inputs);
            }
            times.add(due);
        }
        Optional<Instant> snapshot = snapshotDue(plan);
        if (snapshot.isPresent() && !snapshot.get().isAfter(now)) {
            return new Work.Snapshotting(plan);
        }
        snapshot.ifPresent(times::add);
        RetentionPlan removals = removable.plan();
        if (!removals.removals().isEmpty()) {
            return new Work.Removing(removals);
        }
        RetentionPlan.next(listing, retention, cautious, Set.of())
                .ifPresent(moment -> times.add(now.plus(Duration.between(cautious, moment))));
        return new Work.Nothing(times.stream().min(Comparator.naturalOrder()));
    }

    private boolean isFirst(int level, List<ReplicaFile> inputs) {
        return level == 1
                && levels.takesSnapshots()
                && inputs.getFirst().range().min().equals(TxId.FIRST);
    }

    /// A time in the future counts as now.
    private Instant due(ReplicaFile oldest, Duration interval) {
        Instant begin = oldest.timestamp().isAfter(now) ? now : oldest.timestamp();
        return begin.plus(interval);
    }

    /// The files of the level below that follow one another behind the end of this level and behind the base.
    /// Where this level is empty although higher ones are not, it goes on behind those, and level 1 behind a
    /// snapshot where there is nothing else.
    private List<ReplicaFile> inputs(int level) {
        long reached = end(files(level))
                .or(() -> end(listing.stream()
                        .filter(file ->
                                file.level().value() > level && !file.level().equals(Level.SNAPSHOT))))
                .or(() -> level == 1 ? end(files(Level.SNAPSHOT.value())) : Optional.empty())
                .map(TxId::value)
                .orElse(0L);
        List<ReplicaFile> below = files(level - 1)
                .filter(file -> file.range().min().value() > reached && removable.isBehindBase(file))
                .sorted(Comparator.comparing((ReplicaFile file) -> file.range().min())
                        .thenComparing(file -> file.range().max()))
                .toList();
        var inputs = new ArrayList<ReplicaFile>();
        for (ReplicaFile file : below) {
            boolean follows =
                    inputs.isEmpty() || file.range().follows(inputs.getLast().range());
            if (!follows || inputs.size() == MOST_INPUTS) {
                break;
            }
            inputs.add(file);
        }
        return inputs;
    }

    private Stream<ReplicaFile> files(int level) {
        return listing.stream().filter(file -> file.level().value() == level);
    }

    private static Optional<TxId> end(Stream<ReplicaFile> files) {
        return files.map(file -> file.range().max()).max(Comparator.naturalOrder());
    }

    /// When the oldest change that no snapshot has is to be in one; absent where there is none, or where it
    /// cannot be made: a snapshot ends at a transaction that level 0 has (otherwise a Litestream's merges
    /// fail), and a plan of a single captured file is as good as one.
    private Optional<Instant> snapshotDue(List<ReplicaFile> plan) {
        TxId newest = plan.getLast().range().max();
        boolean isCaptured = files(Level.CAPTURED.value())
                .anyMatch(file -> file.range().max().equals(newest));
        boolean isSingle = plan.size() == 1
                && (plan.getFirst().level().equals(Level.CAPTURED)
                        || plan.getFirst().level().equals(Level.SNAPSHOT));
        if (!levels.takesSnapshots() || !isCaptured || isSingle || plan.size() > MOST_INPUTS_OF_SNAPSHOT) {
            return Optional.empty();
        }
        long covered = end(files(Level.SNAPSHOT.value())).map(TxId::value).orElse(0L);
        return listing.stream()
                .filter(file -> file.range().max().value() > covered)
                .min(Comparator.comparing(ReplicaFile::timestamp))
                .map(oldest -> due(oldest, levels.snapshots()));
    }
}
