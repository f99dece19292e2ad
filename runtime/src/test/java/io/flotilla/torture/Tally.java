package io.flotilla.torture;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// Counts of things by their names. Safe for use by several threads.
final class Tally {

    private final Map<String, Long> counts = new ConcurrentSkipListMap<>();

    void add(String what) {
        add(what, 1);
    }

    void add(String what, long count) {
        counts.merge(what, count, Long::sum);
    }

    long count(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /// Adds what another one's text says.
    void addAll(String text) {
        for (String entry : text.isEmpty() ? new String[0] : text.split(", ")) {
            int at = entry.lastIndexOf(' ');
            add(entry.substring(0, at), Long.parseLong(entry.substring(at + 1)));
        }
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
