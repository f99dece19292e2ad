package io.flotilla.service.demo;

import java.nio.file.Path;

/// The files that a writer and whoever started it share, outside the databases.
public record WriterFiles(Path directory, int writer) {

    public Path order() {
        return directory.resolve("writer-" + writer + ".order");
    }

    public Path ledger() {
        return directory.resolve("writer-" + writer + ".ledger");
    }

    /// What the process says on standard output and standard error.
    Path log() {
        return directory.resolve("writer-" + writer + ".log");
    }

    /// Where the JDBC driver unpacks its native library, so that a killed writer leaves nothing elsewhere.
    Path scratch() {
        return directory.resolve("scratch");
    }
}
