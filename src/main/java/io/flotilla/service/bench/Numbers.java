package io.flotilla.service.bench;

import java.util.HashMap;
import java.util.Map;

/// Numbers with names, as the engine's process tells them: `databases=100000 put=17`.
record Numbers(Map<String, Long> byName) {

    Numbers {
        byName = Map.copyOf(byName);
    }

    static Numbers parse(String line) {
        Map<String, Long> numbers = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("The engine of the benchmark said: " + line);
            }
            numbers.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
        }
        return new Numbers(numbers);
    }

    /// The number of this name; 0 where it was not told.
    long of(String name) {
        return byName.getOrDefault(name, 0L);
    }

    /// All requests to the target.
    long requests() {
        return of("put") + of("read") + of("list") + of("delete");
    }

    /// Databases that wait or have their turn.
    long busy() {
        return of("fresh") + of("firstCopies") + of("turns");
    }
}
