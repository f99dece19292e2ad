package io.flotilla.catalog;

import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;

/// A database to be registered: its absolute path, and the key below which its replica lies.
public record Registration(Path path, ObjectKey replica) {

    public Registration {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("A database is registered by its absolute path, not " + path);
        }
    }
}
