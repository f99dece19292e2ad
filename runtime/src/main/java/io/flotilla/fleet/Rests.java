package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// The databases that rest, and when each has rested. For use by one thread at a time.
final class Rests {

    private final Map<DatabaseId, Resting> resting = new HashMap<>();
    private final PriorityQueue<Resting> deadlines = new PriorityQueue<>(Comparator.comparingLong(rest -> rest.until));

    void add(Resting rest) {
        resting.put(rest.database, rest);
        deadlines.add(rest);
    }

    Optional<Resting> find(DatabaseId database) {
        return Optional.ofNullable(resting.get(database));
    }

    /// Takes those out that have rested.
    List<Resting> takeRested(long now) {
        var rested = new ArrayList<Resting>();
        for (Resting due = deadlines.peek(); due != null && due.until <= now; due = deadlines.peek()) {
            deadlines.remove();
            resting.remove(due.database);
            rested.add(due);
        }
        return rested;
    }

    /// Takes all out.
    List<Resting> takeAll() {
        var all = List.copyOf(resting.values());
        deadlines.clear();
        resting.clear();
        return all;
    }

    /// How long it takes until the next one has rested.
    long untilNext(long now) {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.peek().until - now;
    }

    int size() {
        return resting.size();
    }
}
