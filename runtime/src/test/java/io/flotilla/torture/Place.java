package io.flotilla.torture;

import java.util.Locale;

/// What is on the disk whose power is cut.
enum Place {
    SOURCE,
    STATE,
    TARGET;

    /// The name of its directory.
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
