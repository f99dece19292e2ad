package io.flotilla.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What one thread has for all its schedules: the places of two engines, and a directory for restored databases.
final class Bench implements AutoCloseable {

    private final Path directory;
    private final Place first;
    private final Place second;
    private final Tally tally = new Tally();
    private long number;

    Bench(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        this.first = new Place(directory.resolve("first"), 1);
        this.second = new Place(directory.resolve("second"), 2);
    }

    Path directory() {
        return directory;
    }

    Place first() {
        return first;
    }

    Place second() {
        return second;
    }

    Tally tally() {
        return tally;
    }

    long nextNumber() {
        return ++number;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
