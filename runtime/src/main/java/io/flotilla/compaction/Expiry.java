package io.flotilla.compaction;

import io.flotilla.ltx.TxId;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// When something of a listing may go.
record Expiry(List<ReplicaFile> listing, RetentionRules rules, Set<TxId> held) {

    /// How many moments are tried; the one after them may be too early, which costs a look.
    private static final int TRIES = 8;

    /// Rules speak of moments that are past, so something may go just after them.
    private static final Duration JUST_AFTER = Duration.ofMillis(1);

    Optional<Instant> after(Instant now) {
        var moments = new TreeSet<Instant>();
        var ages = new Ages(listing, now);
        for (ReplicaFile file : listing) {
            addMoments(file.level(), ages.of(file), moments);
        }
        if (moments.isEmpty() || !isAnythingRemovable(moments.last())) {
            return Optional.empty();
        }
        List<Instant> next = moments.tailSet(now, false).stream().limit(TRIES).toList();
        if (next.isEmpty()) {
            return Optional.of(now);
        }
        return next.stream().filter(this::isAnythingRemovable).findFirst().or(() -> Optional.of(next.getLast()));
    }

    private void addMoments(Level level, Instant age, TreeSet<Instant> moments) {
        if (level.equals(Level.CAPTURED)) {
            moments.add(age.plus(rules.level0()).plus(JUST_AFTER));
        } else if (level.equals(Level.SNAPSHOT)) {
            moments.add(age.plus(rules.moments()).plus(JUST_AFTER));
            moments.add(age.plus(rules.level0()).plus(JUST_AFTER));
            moments.add(KeptSnapshots.begin(KeptSnapshots.day(age) + rules.dailies()));
            moments.add(KeptSnapshots.beginOfWeek(KeptSnapshots.week(age) + rules.weeklies()));
        }
    }

    private boolean isAnythingRemovable(Instant at) {
        return !RetentionPlan.of(listing, rules, at, held).removals().isEmpty();
    }
}
