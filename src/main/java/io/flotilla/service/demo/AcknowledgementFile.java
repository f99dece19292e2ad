package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What the engine has acknowledged, in a file: a hundred thousand would not fit beside an engine whose memory is
/// measured. Safe for use by several threads.
public final class AcknowledgementFile implements Consumer<Acknowledgement>, AutoCloseable {

    private final LineFile lines;

    private AcknowledgementFile(LineFile lines) {
        this.lines = lines;
    }

    public static AcknowledgementFile create(Path file) throws IOException {
        return new AcknowledgementFile(LineFile.create(file));
    }

    /// Notes one. That it cannot is told when the file is flushed or closed.
    @Override
    public void accept(Acknowledgement each) {
        lines.add(
                each.database(),
                Moments.nanos(each.capturedAt()),
                Moments.nanos(each.acknowledgedAt()),
                each.pages(),
                each.bytes());
    }

    /// Hands everything to the system.
    public void flush() throws IOException {
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /// Reads those of some databases; an unfinished last line does not count.
    public static List<Acknowledgement> read(Path file, Predicate<String> databases) throws IOException {
        List<Acknowledgement> found = new ArrayList<>();
        LineFile.read(file, line -> {
            if (databases.test(line.name())) {
                found.add(acknowledgement(line));
            }
        });
        return found;
    }

    private static Acknowledgement acknowledgement(LineFile.Line line) {
        return new Acknowledgement(
                line.name(),
                Moments.of(line.number(1)),
                Moments.of(line.number(2)),
                Math.toIntExact(line.number(3)),
                line.number(4));
    }
}
