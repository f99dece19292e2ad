package io.flotilla.service.bench;

import io.flotilla.service.demo.LineFile;
import io.flotilla.service.demo.Moments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which databases were found changed, and when: a line each. Safe for use by several threads.
public final class EventFile implements AutoCloseable {

    private final LineFile lines;

    private EventFile(LineFile lines) {
        this.lines = lines;
    }

    public static EventFile create(Path file) throws IOException {
        return new EventFile(LineFile.create(file));
    }

    /// Notes one. That it cannot is told when the file is flushed or closed.
    public void add(String database, Instant at) {
        lines.add(database, Moments.nanos(at));
    }

    public void flush() throws IOException {
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /// The moments of each database, in their order.
    static Map<String, List<Instant>> read(Path file) throws IOException {
        Map<String, List<Instant>> found = new HashMap<>();
        LineFile.read(
                file,
                line -> found.computeIfAbsent(line.name(), name -> new ArrayList<>())
                        .add(Moments.of(line.number(1))));
        return found;
    }
}
