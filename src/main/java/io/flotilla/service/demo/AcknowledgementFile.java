package io.flotilla.service.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the engine has acknowledged, in a file: a hundred thousand would not fit beside an engine whose memory is
/// measured. Safe for use by several threads.
public final class AcknowledgementFile implements Consumer<Acknowledgement>, AutoCloseable {

    private final BufferedWriter writer;
    private Optional<IOException> failure = Optional.empty();

    private AcknowledgementFile(BufferedWriter writer) {
        this.writer = writer;
    }

    public static AcknowledgementFile create(Path file) throws IOException {
        return new AcknowledgementFile(Files.newBufferedWriter(file));
    }

    /// Notes one. That it cannot is told when the file is closed.
    @Override
    public synchronized void accept(Acknowledgement each) {
        try {
            writer.write(each.database()
                    + '\t'
                    + Moments.nanos(each.capturedAt())
                    + '\t'
                    + Moments.nanos(each.acknowledgedAt())
                    + '\t'
                    + each.pages()
                    + '\t'
                    + each.bytes()
                    + '\n');
        } catch (IOException first) {
            failure = failure.isPresent() ? failure : Optional.of(first);
        }
    }

    /// Hands everything to the system.
    public synchronized void flush() throws IOException {
        writer.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /// Reads those of some databases; an unfinished last line does not count.
    public static List<Acknowledgement> read(Path file, Predicate<String> databases) throws IOException {
        List<Acknowledgement> found = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.map(line -> line.split("\t", -1))
                    .filter(fields -> fields.length == 5 && !fields[4].isEmpty() && databases.test(fields[0]))
                    .map(AcknowledgementFile::parse)
                    .forEach(found::add);
        }
        return found;
    }

    private static Acknowledgement parse(String[] fields) {
        return new Acknowledgement(
                fields[0],
                Moments.of(Long.parseLong(fields[1])),
                Moments.of(Long.parseLong(fields[2])),
                Integer.parseInt(fields[3]),
                Long.parseLong(fields[4]));
    }
}
