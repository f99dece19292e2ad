package io.flotilla.torture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is on the disk whose power is cut.
enum Place {
    SOURCE,
    STATE,
    TARGET;

    /// Those of a list of names; all, where it is empty.
    static List<Place> named(String names) {
        return names.isEmpty()
                ? List.of(values())
                : Arrays.stream(names.toUpperCase(Locale.ROOT).split(","))
                        .map(Place::valueOf)
                        .toList();
    }

    /// The name of its directory.
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
