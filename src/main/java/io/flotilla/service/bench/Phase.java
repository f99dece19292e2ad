package io.flotilla.service.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The parts of the benchmark, in their order. Those that others stand on are done in any case, and reported where they
/// were asked for.
public enum Phase {
    /// The databases are made.
    CREATE,

    /// All are copied to the target for the first time.
    CONTACT,

    /// Some are written once a second: memory, processor, and until the target has it.
    HOT,

    /// Cold ones are written once: until it is noticed.
    DETECT,

    /// Nothing is written: processor and requests.
    IDLE,

    /// The replicator starts again with what it knew.
    RESTART,

    /// The same as IDLE and DETECT without the system's events.
    SWEEP,

    /// The replicator starts again and knows nothing.
    LOST,

    /// Some databases are sick: what the healthy ones notice of it.
    SICK,

    /// A tenth as many databases: what grows.
    GROWTH;

    /// Reads `hot,idle`; every name in any case.
    ///
    /// @throws IllegalArgumentException where a name is none
    public static Set<Phase> parse(String names) {
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        for (String name : names.split(",", -1)) {
            phases.add(Stream.of(values())
                    .filter(phase -> phase.word().equals(name.strip().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no part '" + name + "' of the benchmark, but " + words())));
        }
        return phases;
    }

    public static String words() {
        return Stream.of(values()).map(Phase::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
