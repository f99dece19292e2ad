package io.flotilla.signal;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.fleet.Protection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The text of a message: what changed, why, how many databases, and the names of a few.
///
/// @param names how many databases are named at most
record Message(String host, int names) {

    /// What made it one.
    enum Event {

        /// The first one since the start.
        STARTED,

        /// The fleets are protected, or not any more.
        PROTECTION,

        /// Other databases than before are in a state that needs somebody.
        DATABASES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    String json(Event event, Standing standing, List<Watched> fleets, Instant now) {
        Set<Named> named = named(standing, fleets);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("event", event);
        message.put("protected", standing.isProtected());
        message.put("at", now);
        message.put("host", host);
        message.put("reasons", standing.hindrances());
        message.put("databases", standing.databases());
        message.put("unprotected", standing.unprotected());
        message.put("late", standing.late());
        message.put("oldestSeconds", standing.oldest().toSeconds());
        message.put("states", states(standing));
        message.put("names", named.stream().map(each -> each.shown(now)).toList());
        message.put("more", Math.max(0, concerned(standing, fleets) - named.size()));
        return JsonText.of(message);
    }

    /// A database of one fleet.
    private record Named(Watched fleet, DatabaseId database) {

        Map<String, Object> shown(Instant now) {
            DatabaseRow row = fleet.catalog().row(database);
            Instant since = fleet.fleet().protection().unprotected().getOrDefault(database, now);
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("path", row.path());
            shown.put("state", row.state().name());
            shown.put("code", row.why().code().code());
            shown.put("reason", row.reason());
            shown.put("lagSeconds", Protection.age(since, now).toSeconds());
            return shown;
        }
    }

    private static Map<String, Integer> states(Standing standing) {
        Map<DatabaseState, Integer> counts = new EnumMap<>(DatabaseState.class);
        standing.troubled().forEach((trouble, ids) -> counts.merge(trouble.state(), ids.cardinality(), Integer::sum));
        Map<String, Integer> named = new LinkedHashMap<>();
        counts.forEach((state, count) -> named.put(state.name(), count));
        return named;
    }

    /// Those that wait the longest where that is the matter, then those whose state needs somebody.
    private Set<Named> named(Standing standing, List<Watched> fleets) {
        Set<Named> named = new LinkedHashSet<>();
        if (!standing.isProtected()) {
            named.addAll(oldest(fleets));
        }
        standing.troubled().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().state(), Comparator.reverseOrder()))
                .forEach(entry -> add(named, entry.getKey().fleet(), entry.getValue()));
        return named;
    }

    private void add(Collection<Named> named, Watched fleet, BitSet ids) {
        for (int id = ids.nextSetBit(0); id >= 0 && named.size() < names; id = ids.nextSetBit(id + 1)) {
            named.add(new Named(fleet, new DatabaseId(id)));
        }
    }

    private record Waiting(Named database, Instant since) {}

    private List<Named> oldest(List<Watched> fleets) {
        List<Waiting> waiting = new ArrayList<>();
        for (Watched one : fleets) {
            one.fleet()
                    .protection()
                    .unprotected()
                    .forEach((id, since) -> waiting.add(new Waiting(new Named(one, id), since)));
        }
        return waiting.stream()
                .sorted(Comparator.comparing(Waiting::since))
                .limit(names)
                .map(Waiting::database)
                .toList();
    }

    /// How many could have been named.
    private static int concerned(Standing standing, List<Watched> fleets) {
        int all = 0;
        for (Watched one : fleets) {
            BitSet ids = new BitSet();
            standing.troubled().forEach((trouble, some) -> {
                if (trouble.fleet().equals(one)) {
                    ids.or(some);
                }
            });
            if (!standing.isProtected()) {
                one.fleet().protection().unprotected().keySet().forEach(id -> ids.set(id.value()));
            }
            all += ids.cardinality();
        }
        return all;
    }
}
