package io.flotilla.service.api;

import java.util.Locale;

/// What the bearer of a token may do. Each may do what those before it may.
enum Role {

    /// Look.
    READ,

    /// Ask for syncs, pause, resume, promote.
    OPERATE,

    /// Restore and verify, which writes files.
    RESTORE;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /// As it stands in the file of tokens.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
