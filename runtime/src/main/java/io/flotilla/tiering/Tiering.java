package io.flotilla.tiering;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// Which databases are hot: those the policy asks for, within a budget.
///
/// A database becomes hot when it is written. It becomes cold only when its work is uploaded: because the
/// policy asks for it, or because the budget is full, another one was written, and this one has been quiet
/// the longest. Where nobody can go the newcomer waits, first come first served. Nothing here decides whether
/// a database is captured.
///
/// Starts with nobody hot. Each call costs O(log n) of the hot ones. For use by one thread at a time.
public final class Tiering {

    private static final Comparator<Hot> LONGEST_QUIET =
            Comparator.comparing(Hot::lastWrite).thenComparing(Hot::id);

    private final TierPolicy policy;
    private final int budget;
    private final Map<DatabaseId, Hot> hot = new HashMap<>();
    private final TreeSet<Hot> evictable = new TreeSet<>(LONGEST_QUIET);
    private final LinkedHashMap<DatabaseId, Waiter> waiting = new LinkedHashMap<>();

    /// The budget is the number of databases that may be hot at once.
    public Tiering(TierPolicy policy, int budget) {
        if (budget < 0) {
            throw new IllegalArgumentException("The budget of hot databases is not negative: " + budget);
        }
        this.policy = policy;
        this.budget = budget;
    }

    private record Hot(DatabaseId id, Instant lastWrite, boolean uploaded) {}

    private record Waiter(Instant since, boolean uploaded) {}

    /// A write was noticed, and is not uploaded yet. The activity includes it.
    public Placement written(DatabaseId id, Activity activity) {
        if (hot.containsKey(id)) {
            put(new Hot(id, activity.lastWrite(), false));
            return new Placement.Kept(Tier.HOT, "written again");
        }
        if (policy.tier(activity) == Tier.COLD) {
            waiting.remove(id);
            return new Placement.Kept(Tier.COLD, "the policy asks for no more");
        }
        var waiter = new Waiter(waitingSince(id, activity), false);
        waiting.put(id, waiter);
        boolean first = waiting.firstEntry().getKey().equals(id);
        return first ? admit(id, waiter, activity) : waits(waiter);
    }

    /// All work of a database that was noticed so far is confirmed by the target. Also told of those that wait: they
    /// are captured meanwhile.
    public void uploaded(DatabaseId id) {
        Hot known = hot.get(id);
        if (known != null) {
            put(new Hot(id, known.lastWrite, true));
        }
        waiting.computeIfPresent(id, (same, waiter) -> new Waiter(waiter.since, true));
    }

    /// Asks the policy again, as time goes by.
    public Placement review(DatabaseId id, Activity activity) {
        Hot known = hot.get(id);
        Waiter waiter = waiting.get(id);
        if (waiter != null) {
            return waits(waiter);
        }
        if (known == null) {
            return new Placement.Kept(Tier.COLD, "not written since");
        }
        if (policy.tier(activity) == Tier.HOT) {
            return new Placement.Kept(Tier.HOT, "the policy asks for it");
        }
        if (!known.uploaded) {
            return new Placement.Kept(Tier.HOT, "its work is not uploaded yet");
        }
        remove(id);
        return new Placement.Demoted("the policy asks for no more");
    }

    /// Gives a free place, or that of a database that may go, to the one that waits the longest. Those for
    /// which the policy asks no more leave the queue. To be repeated until nobody is admitted.
    public Optional<Admission> next(Function<DatabaseId, Activity> activities) {
        while (!waiting.isEmpty()) {
            DatabaseId id = waiting.firstEntry().getKey();
            Waiter waiter = waiting.firstEntry().getValue();
            Activity activity = activities.apply(id);
            if (policy.tier(activity) == Tier.HOT) {
                Placement placement = admit(id, waiter, activity);
                return placement instanceof Placement.Waiting
                        ? Optional.empty()
                        : Optional.of(new Admission(id, placement));
            }
            waiting.remove(id);
        }
        return Optional.empty();
    }

    /// The hot database that is quiet the longest and whose work is uploaded: the next one to review.
    public Optional<DatabaseId> longestQuiet() {
        return evictable.isEmpty() ? Optional.empty() : Optional.of(evictable.first().id);
    }

    /// Since when the first one in the queue waits.
    public Optional<Instant> waitingSince() {
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.firstEntry().getValue().since);
    }

    /// A database is gone.
    public void remove(DatabaseId id) {
        waiting.remove(id);
        Hot known = hot.remove(id);
        if (known != null) {
            evictable.remove(known);
        }
    }

    /// How many are hot.
    public int size() {
        return hot.size();
    }

    private Placement admit(DatabaseId id, Waiter waiter, Activity activity) {
        if (hot.size() < budget) {
            enter(id, waiter, activity);
            return new Placement.Promoted("written, and there is room");
        }
        boolean nobodyMayGo =
                evictable.isEmpty() || !evictable.first().lastWrite.isBefore(activity.lastWrite());
        if (nobodyMayGo) {
            return waits(waiter);
        }
        DatabaseId evicted = evictable.first().id;
        remove(evicted);
        enter(id, waiter, activity);
        return new Placement.PromotedInsteadOf(evicted, "written, and the other one is quiet the longest");
    }

    private Placement waits(Waiter waiter) {
        return new Placement.Waiting(
                waiter.since, "all " + budget + " places are taken by databases that cannot leave yet");
    }

    private Instant waitingSince(DatabaseId id, Activity activity) {
        Waiter before = waiting.get(id);
        return before == null ? activity.now() : before.since;
    }

    private void enter(DatabaseId id, Waiter waiter, Activity activity) {
        waiting.remove(id);
        put(new Hot(id, activity.lastWrite(), waiter.uploaded));
    }

    private void put(Hot now) {
        Hot before = hot.put(now.id, now);
        if (before != null) {
            evictable.remove(before);
        }
        if (now.uploaded) {
            evictable.add(now);
        }
    }
}
