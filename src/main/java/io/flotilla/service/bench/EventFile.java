package io.flotilla.service.bench;

import io.flotilla.service.demo.Moments;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Which databases were found changed, and when: a line each. Safe for use by several threads.
public final class EventFile implements AutoCloseable {

    private final BufferedWriter writer;

    private EventFile(BufferedWriter writer) {
        this.writer = writer;
    }

    public static EventFile create(Path file) throws IOException {
        return new EventFile(Files.newBufferedWriter(file));
    }

    public synchronized void add(String database, Instant at) {
        try {
            writer.write(database + '\t' + Moments.nanos(at) + '\n');
        } catch (IOException e) {
            throw new UncheckedIOException("The benchmark cannot note what it found", e);
        }
    }

    public synchronized void flush() throws IOException {
        writer.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }

    /// The moments of each database, in their order.
    static Map<String, List<Instant>> read(Path file) throws IOException {
        Map<String, List<Instant>> found = new HashMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> line.split("\t", -1))
                    .filter(fields -> fields.length == 2)
                    .forEach(fields -> found.computeIfAbsent(fields[0], name -> new ArrayList<>())
                            .add(Moments.of(Long.parseLong(fields[1]))));
        }
        return found;
    }
}
