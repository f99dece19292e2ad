package io.flotilla.service.config;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// How often what is new is uploaded to one target, where its replicas say different things. For one thread, once.
final class Intervals {

    private final Findings findings;

    /// The first line on which each is said, and how often it is.
    private final Map<Duration, Said> all = new TreeMap<>();

    Intervals(Findings findings) {
        this.findings = findings;
    }

    private record Said(int line, int count) {

        Said and(Said other) {
            return new Said(Math.min(line, other.line), count + other.count);
        }
    }

    void add(ReplicaPlace place) {
        all.merge(place.interval(), new Said(place.line(), 1), Said::and);
    }

    /// The shortest, which counts for all; for the others there is a note.
    Duration shortest() {
        Duration shortest = all.keySet().iterator().next();
        all.remove(shortest);
        all.values()
                .forEach(said -> findings.note(
                        said.line(),
                        said.count(),
                        "another replica of this target has the 'sync-interval' " + shortest.toMillis()
                                + "ms, and the shortest counts for all of them"));
        return shortest;
    }
}
