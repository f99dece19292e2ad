package io.flotilla.service.metrics;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Census;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.fleet.Protection;
import io.flotilla.service.live.Running;
import io.flotilla.spi.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What has to be counted for one scrape, at one moment: a pass over two columns of each catalog, and one over
/// those databases that wait. No row is made.
///
/// @param censuses one of each fleet
/// @param lags of the databases that wait, by tier, the shortest first
record Figures(List<Census> censuses, Map<Tier, List<Duration>> lags) {

    /// A fleet, and what of it waits since when.
    record Waiting(Running fleet, Map<DatabaseId, Instant> since) {

        static Waiting of(Running fleet) {
            return new Waiting(fleet, fleet.fleet().protection().unprotected());
        }

        /// How long the oldest write waits.
        Duration longest(Instant now) {
            return since.values().stream()
                    .min(Instant::compareTo)
                    .map(oldest -> Protection.age(oldest, now))
                    .orElse(Duration.ZERO);
        }
    }

    static Figures of(List<Waiting> fleets, Instant now) {
        Map<Tier, List<Duration>> lags = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            lags.put(tier, new ArrayList<>());
        }
        for (Waiting each : fleets) {
            Catalog catalog = each.fleet().catalog();
            each.since()
                    .forEach((database, since) -> lags.getOrDefault(catalog.tier(database), new ArrayList<>())
                            .add(Protection.age(since, now)));
        }
        lags.values().forEach(Collections::sort);
        return new Figures(
                fleets.stream().map(each -> each.fleet().catalog().census()).toList(), lags);
    }

    /// How many are in this tier and this state.
    int databases(Tier tier, DatabaseState state) {
        return censuses.stream().mapToInt(census -> census.of(tier, state)).sum();
    }

    /// Of all databases of a tier, those without anything new included: this part of them waits at most so
    /// long.
    Duration quantile(Tier tier, double part) {
        List<Duration> waiting = lags.getOrDefault(tier, List.of());
        int known = censuses.stream().mapToInt(census -> census.of(tier)).sum();
        int all = Math.max(known, waiting.size());
        int rank = (int) Math.ceil(part * all);
        int quiet = all - waiting.size();
        return rank <= quiet ? Duration.ZERO : waiting.get(Math.min(rank - quiet, waiting.size()) - 1);
    }

    /// How long the oldest write of a tier waits.
    Duration longest(Tier tier) {
        List<Duration> waiting = lags.getOrDefault(tier, List.of());
        return waiting.isEmpty() ? Duration.ZERO : waiting.getLast();
    }
}
