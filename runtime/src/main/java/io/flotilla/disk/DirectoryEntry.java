package io.flotilla.disk;

import java.nio.file.Path;

/// One entry of a directory: its full path, and what it is without following it where it is a symbolic link.
public record DirectoryEntry(Path path, Kind kind) {

    /// What an entry is.
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        OTHER
    }
}
