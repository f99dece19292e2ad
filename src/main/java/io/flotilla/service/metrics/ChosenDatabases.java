package io.flotilla.service.metrics;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.service.live.Running;
import io.flotilla.spi.PathPattern;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The few databases that have series of their own, chosen by the patterns of `flotilla.metrics.databases`. A path is
/// compared once, when its database is new: a scrape costs four bytes read for each that matches, and nothing for the
/// others. For use by one thread at a time.
final class ChosenDatabases {

    /// So many are shown.
    static final int MOST = 20;

    private static final Logger LOG = System.getLogger(ChosenDatabases.class.getName());

    private final List<PathPattern> patterns;
    private Map<Running, Matches> matches = new HashMap<>();
    private boolean hasToldOfMore;

    ChosenDatabases(List<PathPattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /// One of them.
    record Chosen(Running fleet, DatabaseId database) {}

    /// Those that are there, by fleet and in the order in which they were found; each fleet follows its own from
    /// now on, and no others.
    List<Chosen> of(List<Running> fleets) {
        if (patterns.isEmpty()) {
            return List.of();
        }
        learn(fleets);
        List<Chosen> chosen = new ArrayList<>();
        for (Running fleet : fleets) {
            Set<DatabaseId> ids =
                    matches.getOrDefault(fleet, new Matches(fleet.catalog())).first(MOST - chosen.size());
            fleet.fleet().followed().follow(ids);
            ids.stream().sorted().forEach(id -> chosen.add(new Chosen(fleet, id)));
        }
        return chosen;
    }

    /// Databases are never forgotten, so only new ones have to be looked at. Fleets may go.
    private void learn(List<Running> fleets) {
        Map<Running, Matches> now = new HashMap<>();
        for (Running fleet : fleets) {
            now.put(fleet, matches.getOrDefault(fleet, new Matches(fleet.catalog())));
        }
        matches = now;
        matches.values().forEach(Matches::learn);
        int all = matches.values().stream().mapToInt(each -> each.count).sum();
        if (all > MOST && !hasToldOfMore) {
            hasToldOfMore = true;
            LOG.log(
                    Level.WARNING,
                    "flotilla.metrics.databases matches {0} databases: the first {1} have series, the others none",
                    all,
                    MOST);
        }
    }

    /// The databases of one fleet that match, by their numbers.
    private final class Matches {

        private final Catalog catalog;
        private int[] numbers = new int[0];
        private int count;
        private int known;

        private Matches(Catalog catalog) {
            this.catalog = catalog;
        }

        private void learn() {
            int size = catalog.size();
            while (known < size) {
                known++;
                byte[] path = catalog.path(new DatabaseId(known));
                if (patterns.stream().anyMatch(pattern -> pattern.matches(path))) {
                    add(known);
                }
            }
        }

        private void add(int number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(MOST, count + count / 2));
            }
            numbers[count] = number;
            count++;
        }

        /// The first so many whose files are not gone.
        private Set<DatabaseId> first(int most) {
            Set<DatabaseId> ids = new HashSet<>();
            for (int at = 0; at < count && ids.size() < most; at++) {
                var id = new DatabaseId(numbers[at]);
                if (catalog.state(id) != DatabaseState.MISSING) {
                    ids.add(id);
                }
            }
            return ids;
        }
    }
}
