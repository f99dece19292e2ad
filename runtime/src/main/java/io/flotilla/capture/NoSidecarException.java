package io.flotilla.capture;

import java.io.IOException;
import java.nio.file.Path;

/// A pipe, directory or device has the name of a database's log, wal-index or journal. SQLite cannot use it, and
/// nobody knows what it stands for.
final class NoSidecarException extends IOException {

    private static final long serialVersionUID = 1;

    NoSidecarException(Path path) {
        super("'" + path.getFileName() + "' beside it is not a file: remove it, or exclude the database");
    }
}
