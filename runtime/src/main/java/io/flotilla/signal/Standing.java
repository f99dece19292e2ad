package io.flotilla.signal;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.fleet.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How all fleets of a process stand at a moment, by a rule. It is made of what the databases' own files and the
/// target's confirmations say, so it gets worse while our own work stands still.
///
/// @param databases how many there are
/// @param unprotected how many of them hold something that the target has not confirmed
/// @param late how many of these for longer than the rule allows
/// @param oldest how long the oldest of that waits
/// @param troubled those whose state needs somebody, by fleet and state
/// @param hindrances why fleets are not protected, for people; none where they are
/// @param isKnown whether every fleet has looked at its databases since it began
record Standing(
        int databases,
        int unprotected,
        int late,
        Duration oldest,
        Map<Trouble, BitSet> troubled,
        List<String> hindrances,
        boolean isKnown) {

    /// The states that do not pass by themselves, or not soon.
    private static final Set<DatabaseState> TROUBLES =
            EnumSet.of(DatabaseState.DEGRADED, DatabaseState.FENCED, DatabaseState.UNSUPPORTED, DatabaseState.FAILED);

    /// One of these states in one fleet.
    record Trouble(Watched fleet, DatabaseState state) {}

    static Standing of(List<Watched> fleets, Rule rule, Instant now) {
        List<Duration> ages = new ArrayList<>();
        Map<Trouble, BitSet> troubled = new HashMap<>();
        List<String> hindrances = new ArrayList<>();
        int databases = 0;
        boolean isKnown = !fleets.isEmpty();
        for (Watched one : fleets) {
            databases += one.catalog().census().all();
            one.fleet().protection().unprotected().values().forEach(since -> ages.add(Protection.age(since, now)));
            troubled.putAll(troubled(one));
            hindrances.addAll(standingLoops(one, rule));
            isKnown &= one.fleet().sweeps().sweeps() > 0;
        }
        int late = Math.toIntExact(
                ages.stream().filter(age -> age.compareTo(rule.lag()) > 0).count());
        if (late > rule.allowed()) {
            hindrances.addFirst(lateText(late, rule));
        }
        Duration oldest = ages.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        if (!isKnown) {
            hindrances.add("not every database was looked at since the start");
        }
        if (!hindrances.isEmpty()) {
            hindrances.addAll(silentTargets(fleets));
        }
        return new Standing(databases, ages.size(), late, oldest, troubled, List.copyOf(hindrances), isKnown);
    }

    /// Whether it is known that the rule holds.
    boolean isProtected() {
        return hindrances.isEmpty();
    }

    private static String lateText(int late, Rule rule) {
        return late + (late == 1 ? " database is" : " databases are") + " unprotected for longer than "
                + rule.lag().toSeconds() + " s, and " + rule.allowed() + " may be";
    }

    private static List<String> standingLoops(Watched one, Rule rule) {
        List<String> standing = new ArrayList<>();
        one.fleet().heartbeats().ages().forEach((loop, age) -> {
            if (age.compareTo(rule.loopAge()) > 0) {
                standing.add("the loop '" + loop + "' has not moved for longer than "
                        + rule.loopAge().toSeconds() + " s");
            }
        });
        return standing;
    }

    /// Why something is late, where that is the reason. A target that is away while nobody writes does no harm.
    private static List<String> silentTargets(List<Watched> fleets) {
        return fleets.stream()
                .filter(one -> !one.fleet().isTargetThere())
                .map(one -> one.target() + " does not answer")
                .toList();
    }

    /// A pass over one column, and only where there is one to be found.
    private static Map<Trouble, BitSet> troubled(Watched one) {
        Catalog catalog = one.catalog();
        var census = catalog.census();
        Map<Trouble, BitSet> found = new HashMap<>();
        if (TROUBLES.stream().allMatch(state -> census.of(state) == 0)) {
            return found;
        }
        for (int id = 1; id <= catalog.size(); id++) {
            DatabaseState state = catalog.state(new DatabaseId(id));
            if (TROUBLES.contains(state)) {
                found.computeIfAbsent(new Trouble(one, state), none -> new BitSet())
                        .set(id);
            }
        }
        return found;
    }
}
