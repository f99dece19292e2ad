package io.flotilla.fleet;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What was done for the files on the target, and why something was not. Safe for use by several threads.
final class LevelCounters {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String what, long times) {
        counts.computeIfAbsent(what, name -> new LongAdder()).add(times);
    }

    SortedMap<String, Long> counts() {
        var all = new TreeMap<String, Long>();
        counts.forEach((what, count) -> all.put(what, count.sum()));
        return all;
    }
}
