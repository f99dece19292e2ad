package io.flotilla.simulation;

import java.util.Map;
import java.util.TreeMap;

/// How often each kind of thing happened.
final class Tally {

    private final Map<String, Long> counts = new TreeMap<>();

    void add(String what) {
        add(what, 1);
    }

    void add(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    long count(String what) {
        return counts.getOrDefault(what, 0L);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
