package io.flotilla.tiering;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// Which databases are hot: those the policy asks for, within a budget.
///
/// A database becomes hot when it is written, or known where the policy pins it. It becomes cold only when its work
/// is uploaded: because the policy asks for it, or because the budget is full, another one was written, and this one
/// has been quiet the longest and is not pinned. Where nobody can go the newcomer waits, first come first served.
/// Nothing here decides whether a database is captured.
///
/// Starts with nobody hot. Each call costs O(log n) of the hot ones. For use by one thread at a time.
public final class Tiering {

    private static final Comparator<Hot> LONGEST_QUIET =
            Comparator.comparing(Hot::lastWrite).thenComparing(Hot::id);

    private final TierPolicy policy;
    private final int budget;

    /// The one that was reviewed the longest ago comes first.
    private final LinkedHashMap<DatabaseId, Hot> hot = new LinkedHashMap<>();

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

    private record Hot(DatabaseId id, Instant lastWrite, boolean uploaded, boolean pinned) {

        boolean isEvictable() {
            return uploaded && !pinned;
        }
    }

    private record Waiter(Instant since, boolean uploaded) {}

    /// A database is known from now on. Nothing in it waits to be uploaded, as far as anybody knows.
    public Placement known(DatabaseId id, Activity activity) {
        if (hot.containsKey(id) || waiting.containsKey(id) || !policy.isPinned(activity.path())) {
            return new Placement.Kept(activity.tier(), "not written since");
        }
        return comes(id, new Waiter(activity.now(), true), activity);
    }

    /// A write was noticed, and is not uploaded yet. The activity includes it.
    public Placement written(DatabaseId id, Activity activity) {
        Hot known = hot.get(id);
        if (known != null) {
            put(new Hot(id, activity.lastWrite(), false, known.pinned));
            return new Placement.Kept(Tier.HOT, "written again");
        }
        if (policy.tier(activity) == Tier.COLD) {
            waiting.remove(id);
            return new Placement.Kept(Tier.COLD, "the policy asks for no more");
        }
        return comes(id, new Waiter(waitingSince(id, activity), false), activity);
    }

    private Placement comes(DatabaseId id, Waiter waiter, Activity activity) {
        waiting.put(id, waiter);
        boolean first = waiting.firstEntry().getKey().equals(id);
        return first ? admit(id, waiter, activity) : waits(waiter);
    }

    /// All work of a database that was noticed so far is confirmed by the target. Also told of those that wait: they
    /// are captured meanwhile.
    public void uploaded(DatabaseId id) {
        setUploaded(id, true);
    }

    /// There may be new work in a database, and it is not uploaded.
    public void noticed(DatabaseId id) {
        setUploaded(id, false);
    }

    private void setUploaded(DatabaseId id, boolean uploaded) {
        Hot known = hot.get(id);
        if (known != null) {
            put(new Hot(id, known.lastWrite, uploaded, known.pinned));
        }
        waiting.computeIfPresent(id, (same, waiter) -> new Waiter(waiter.since, uploaded));
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

    /// The hot databases that are to be reviewed next, at most so many: all come in turn.
    public List<DatabaseId> reviewNext(int atMost) {
        List<DatabaseId> next = hot.keySet().stream().limit(atMost).toList();
        next.forEach(id -> hot.putLast(id, hot.get(id)));
        return next;
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

    /// How many wait for a place.
    public int waiting() {
        return waiting.size();
    }

    /// How many are hot.
    public int size() {
        return hot.size();
    }

    private Placement admit(DatabaseId id, Waiter waiter, Activity activity) {
        boolean pinned = policy.isPinned(activity.path());
        var newcomer = new Hot(id, activity.lastWrite(), waiter.uploaded, pinned);
        String reason = pinned ? "pinned" : "written";
        if (hot.size() < budget) {
            enter(newcomer);
            return new Placement.Promoted(reason + ", and there is room");
        }
        if (!mayEvict(newcomer)) {
            return waits(waiter);
        }
        DatabaseId evicted = evictable.first().id;
        remove(evicted);
        enter(newcomer);
        return new Placement.PromotedInsteadOf(evicted, reason + ", and the other one is quiet the longest");
    }

    private boolean mayEvict(Hot newcomer) {
        return !evictable.isEmpty()
                && (newcomer.pinned || evictable.first().lastWrite.isBefore(newcomer.lastWrite));
    }

    private Placement waits(Waiter waiter) {
        return new Placement.Waiting(
                waiter.since, "all " + budget + " places are taken by databases that cannot leave yet");
    }

    private Instant waitingSince(DatabaseId id, Activity activity) {
        Waiter before = waiting.get(id);
        return before == null ? activity.now() : before.since;
    }

    private void enter(Hot newcomer) {
        waiting.remove(newcomer.id);
        put(newcomer);
    }

    private void put(Hot now) {
        Hot before = hot.put(now.id, now);
        if (before != null) {
            evictable.remove(before);
        }
        if (now.isEvictable()) {
            evictable.add(now);
        }
    }
}
