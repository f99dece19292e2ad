package io.flotilla.restore;

import java.io.IOException;
import java.util.List;

/// A database that came back as it was captured, and is not sound all the same. It did not get its name.
public final class UnsoundDatabaseException extends IOException {

    private static final long serialVersionUID = 1L;

    UnsoundDatabaseException(List<String> faults) {
        super("All checksums hold, but the database is not sound: " + String.join("; ", faults));
    }
}
