package io.flotilla.restore;

import io.flotilla.store.ReplicaFile;
import java.io.IOException;

/// One file of a plan is damaged or not there, so that another plan has to do without it.
final class UnusableFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ReplicaFile file;
    private final String why;

    /// @param why what is wrong with it, for people
    UnusableFileException(ReplicaFile file, String why, IOException cause) {
        super(why, cause);
        this.file = file;
        this.why = why;
    }

    String why() {
        return why;
    }

    ReplicaFile file() {
        return file;
    }
}
