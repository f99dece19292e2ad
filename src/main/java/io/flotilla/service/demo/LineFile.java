package io.flotilla.service.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Lines of fields that are noted while another process may read them. Safe for use by several threads.
///
/// A line is `name TAB number TAB … number TAB . NEWLINE`: the dot tells a whole line from an unfinished one.
public final class LineFile implements AutoCloseable {

    private static final String TAB = "\t";
    private static final String END = ".";

    private final BufferedWriter writer;
    private Optional<IOException> failure = Optional.empty();

    private LineFile(BufferedWriter writer) {
        this.writer = writer;
    }

    public static LineFile create(Path file) throws IOException {
        return new LineFile(Files.newBufferedWriter(file));
    }

    /// Notes a line. That it cannot is told when the file is flushed or closed.
    public synchronized void add(String name, long... numbers) {
        var line = new StringBuilder(name).append(TAB);
        for (long number : numbers) {
            line.append(number).append(TAB);
        }
        try {
            writer.append(line).append(END).append('\n');
        } catch (IOException first) {
            failure = failure.isPresent() ? failure : Optional.of(first);
        }
    }

    /// Hands everything to the system.
    public synchronized void flush() throws IOException {
        writer.flush();
        throwFailure();
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
        throwFailure();
    }

    private void throwFailure() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /// Reads the whole lines of a file.
    public static void read(Path file, Consumer<Line> lines) throws IOException {
        try (Stream<String> all = Files.lines(file)) {
            all.filter(line -> line.endsWith(TAB + END)).map(Line::new).forEach(lines);
        }
    }

    /// A line as it was noted.
    public static final class Line {

        private final String[] fields;

        private Line(String line) {
            this.fields = line.split(TAB);
        }

        /// The same object for the same name: a long run has hundreds of lines for each.
        public String name() {
            return fields[0].intern();
        }

        /// One of the numbers, from 1 on.
        public long number(int place) {
            return Long.parseLong(fields[place]);
        }
    }
}
