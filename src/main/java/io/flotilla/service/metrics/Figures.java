package io.flotilla.service.metrics;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Census;
import io.flotilla.catalog.DatabaseId;
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

/// What has to be counted for one scrape, at one moment: a pass over two columns of the catalog, and one over those
/// databases that wait. No row is made.
///
/// @param lags of the databases that wait, by tier, the shortest first
record Figures(Census census, Map<Tier, List<Duration>> lags) {

    static Figures of(Running running, Map<DatabaseId, Instant> unprotected, Instant now) {
        Map<Tier, List<Duration>> lags = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            lags.put(tier, new ArrayList<>());
        }
        Catalog catalog = running.catalog();
        unprotected.forEach((database, since) ->
                lags.getOrDefault(catalog.tier(database), new ArrayList<>()).add(Protection.age(since, now)));
        lags.values().forEach(Collections::sort);
        return new Figures(catalog.census(), lags);
    }

    /// Of all databases of a tier, those without anything new included: this part of them waits at most so long.
    Duration quantile(Tier tier, double part) {
        List<Duration> waiting = lags.getOrDefault(tier, List.of());
        int all = Math.max(census.of(tier), waiting.size());
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
