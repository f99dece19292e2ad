package io.flotilla.compaction;

import io.flotilla.compaction.Removal.Reason;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What of one listing may go now.
///
/// The oldest promised moment lies behind a base: the newest snapshot that is older than all of them. Whatever
/// ends at the base or before is of use for dailies, weeklies and held transactions alone, and those need only
/// snapshots, or files that are found by planning their restores.
final class Removable {

    private static final Comparator<ReplicaFile> BY_RANGE = Comparator.comparing(
                    (ReplicaFile file) -> file.range().max())
            .thenComparing(file -> file.range().min());

    private static final Level FIRST_MERGED = new Level(1);

    private final List<ReplicaFile> listing;
    private final RetentionRules rules;
    private final Instant now;
    private final Set<TxId> held;
    private final Ages ages;
    private final List<ReplicaFile> snapshots;
    private final Optional<ReplicaFile> base;

    Removable(List<ReplicaFile> listing, RetentionRules rules, Instant now, Set<TxId> held) {
        this.listing = listing;
        this.rules = rules;
        this.now = now;
        this.held = held;
        this.ages = new Ages(listing, now);
        this.snapshots =
                listing.stream().filter(Removable::isSnapshot).sorted(BY_RANGE).toList();
        this.base =
                snapshots.reversed().stream().filter(this::isBeforeEveryMoment).findFirst();
    }

    RetentionPlan plan() {
        if (rules.hold() || !isSound(listing)) {
            return RetentionPlan.NOTHING;
        }
        Set<ReplicaFile> needed = needed();
        var removals = new ArrayList<Removal>();
        for (int level = Level.CAPTURED.value(); level < Level.SNAPSHOT.value(); level++) {
            addOldest(new Level(level), needed, removals);
        }
        var expired = expiredSnapshots(needed);
        boolean more = removals.size() > RetentionPlan.MOST_FILES
                || expired.size() > RetentionPlan.MOST_SNAPSHOTS
                || removals.size() + expired.size() > RetentionPlan.MOST_FILES;
        removals.addAll(expired.subList(0, Math.min(expired.size(), RetentionPlan.MOST_SNAPSHOTS)));
        var run = removals.subList(0, Math.min(removals.size(), RetentionPlan.MOST_FILES));
        return new RetentionPlan(run, more);
    }

    /// A replica that leads to no newest state is left as it is.
    private static boolean isSound(List<ReplicaFile> files) {
        return RestorePlan.of(files, new RestorePoint.Latest()) instanceof RestorePlan.Ready;
    }

    private static boolean isSnapshot(ReplicaFile file) {
        return file.level().equals(Level.SNAPSHOT) && file.range().min().equals(TxId.FIRST);
    }

    private boolean isBeforeEveryMoment(ReplicaFile snapshot) {
        Duration longest = rules.moments().compareTo(rules.level0()) > 0 ? rules.moments() : rules.level0();
        return isOlder(snapshot, now.minus(longest));
    }

    private boolean isOlder(ReplicaFile file, Instant moment) {
        return ages.of(file).isBefore(moment);
    }

    /// Whether a file leads to a transaction behind the base; each does where there is none.
    boolean isBehindBase(ReplicaFile file) {
        return base.isEmpty() || max(file).compareTo(max(base.get())) > 0;
    }

    private static TxId max(ReplicaFile file) {
        return file.range().max();
    }

    /// The newest state, the held ones, and what snapshots the rules keep.
    private Set<ReplicaFile> needed() {
        var needed = new HashSet<ReplicaFile>(new KeptSnapshots(snapshots, ages, now).of(rules));
        base.ifPresent(needed::add);
        snapshots.stream().filter(this::isBehindBase).forEach(needed::add);
        addPlan(new RestorePoint.Latest(), needed);
        held.forEach(txId -> addPlan(new RestorePoint.AsOf(txId), needed));
        return needed;
    }

    private void addPlan(RestorePoint point, Set<ReplicaFile> needed) {
        if (RestorePlan.of(listing, point) instanceof RestorePlan.Ready(List<ReplicaFile> files)) {
            needed.addAll(files);
        }
    }

    /// The files of a level that may go, from the oldest on up to the first that may not.
    private void addOldest(Level level, Set<ReplicaFile> needed, List<Removal> removals) {
        List<ReplicaFile> files = listing.stream()
                .filter(file -> file.level().equals(level))
                .sorted(BY_RANGE)
                .toList();
        for (int i = 0; i < files.size(); i++) {
            ReplicaFile file = files.get(i);
            Optional<ReplicaFile> next = i + 1 < files.size() ? Optional.of(files.get(i + 1)) : Optional.empty();
            Optional<Reason> reason =
                    level.equals(Level.CAPTURED) ? captured(file, next) : merged(file, next.isEmpty(), removals);
            if (reason.isEmpty() || needed.contains(file)) {
                return;
            }
            removals.add(new Removal(file, reason.get()));
        }
    }

    /// A captured file was on the target before the next one was captured: that one's time stamp tells for how
    /// long it is there at least. Another writer that does not know of it confirms its position within that
    /// time, and finds it. The newest tells the position, here and for a Litestream. And a young file behind it,
    /// inside of the same merged one, is of use only together with it.
    private Optional<Reason> captured(ReplicaFile file, Optional<ReplicaFile> next) {
        Instant moment = now.minus(rules.level0());
        if (next.filter(other -> isOlder(other, moment)).isEmpty()) {
            return Optional.empty();
        }
        boolean isHeldByAnother = !isBehindBase(file)
                || listing.stream()
                        .filter(other -> holdsInstead(other, file))
                        .min(BY_RANGE)
                        .filter(other -> isOlder(other, moment))
                        .isPresent();
        return isHeldByAnother ? Optional.of(Reason.MERGED) : Optional.empty();
    }

    /// The first merge is a snapshot, and level 1 begins behind it.
    private boolean holdsInstead(ReplicaFile merged, ReplicaFile captured) {
        return holds(merged, captured)
                && (merged.level().equals(FIRST_MERGED) || (isSnapshot(merged) && isBeforeEveryLevel(merged)));
    }

    private boolean isBeforeEveryLevel(ReplicaFile snapshot) {
        return listing.stream()
                .filter(file ->
                        !file.level().equals(Level.CAPTURED) && !file.level().equals(Level.SNAPSHOT))
                .noneMatch(file -> file.range().min().compareTo(max(snapshot)) <= 0);
    }

    private static boolean holds(ReplicaFile merged, ReplicaFile captured) {
        return merged.range().min().compareTo(captured.range().min()) <= 0
                && max(merged).compareTo(max(captured)) >= 0;
    }

    /// A file that a higher level holds leads nowhere that the other one does not, but to its own end. That is
    /// promised no more where all of the other one is too old, and files of level 1 that stay lead there as well.
    /// The newest of a level behind the base stays: there the level goes on.
    private Optional<Reason> merged(ReplicaFile file, boolean isNewest, List<Removal> removals) {
        if (!isBehindBase(file)) {
            return Optional.of(Reason.OLD);
        }
        if (isNewest) {
            return Optional.empty();
        }
        Instant moment = now.minus(rules.level0());
        boolean isHeldByAnother = listing.stream()
                .filter(other -> other.level().compareTo(file.level()) > 0 && !isSnapshot(other) && holds(other, file))
                .anyMatch(other -> isBeforeEveryMoment(other) || (isOlder(other, moment) && hasLevel1(file, removals)));
        return isHeldByAnother ? Optional.of(Reason.MERGED) : Optional.empty();
    }

    /// Whether files of level 1 begin no later than this one of a higher level, and one of them ends with it.
    private boolean hasLevel1(ReplicaFile file, List<Removal> removals) {
        if (file.level().equals(FIRST_MERGED)) {
            return false;
        }
        Set<ReplicaFile> removed = removals.stream().map(Removal::file).collect(Collectors.toSet());
        List<ReplicaFile> left = listing.stream()
                .filter(other -> other.level().equals(FIRST_MERGED) && !removed.contains(other))
                .toList();
        return left.stream().anyMatch(other -> max(other).equals(max(file)))
                && left.stream()
                        .anyMatch(other ->
                                other.range().min().compareTo(file.range().min()) <= 0);
    }

    private List<Removal> expiredSnapshots(Set<ReplicaFile> needed) {
        return snapshots.stream()
                .filter(snapshot -> !needed.contains(snapshot))
                .map(snapshot -> new Removal(snapshot, Reason.SNAPSHOT_EXPIRED))
                .toList();
    }
}
