package io.flotilla.fleet;

import io.flotilla.capture.How;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts by which rung of the ladder databases were captured, and why not by a cheaper one. Also where nothing turned
/// out to be new. Safe for use by several threads.
final class Rungs {

    private final Map<How, LongAdder> counts = new ConcurrentHashMap<>();

    void count(How how) {
        counts.computeIfAbsent(how, first -> new LongAdder()).increment();
    }

    /// How often each was used, by its name.
    SortedMap<String, Long> counts() {
        var sorted = new TreeMap<String, Long>();
        counts.forEach((how, count) -> sorted.put(how.toString(), count.sum()));
        return sorted;
    }
}
