package io.flotilla.service.bench;

import java.nio.file.Path;

/// The directories of one fleet of the benchmark.
record BenchPlace(Path root) {

    Path source() {
        return root.resolve("source");
    }

    Path target() {
        return root.resolve("target");
    }

    Path state() {
        return root.resolve("state");
    }

    Path template() {
        return root.resolve("template.db");
    }

    /// The beginning of the names of an engine's files.
    Path engine(int number) {
        return root.resolve("engine-" + number);
    }
}
