package io.flotilla.service.bench;

import io.flotilla.service.demo.Entry;
import io.flotilla.service.demo.PlainJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Processes that write some databases for the benchmark. For use by one thread, [#close()] by any.
final class HotWriters implements AutoCloseable {

    /// Each has three descriptors for a database, and some 200 kB.
    private static final int DATABASES_OF_A_PROCESS = 250;

    private static final long STOP_SECONDS = 60;

    private final List<Writing> processes;

    private record Writing(Process process, Path ledger, Path log) {}

    private HotWriters(List<Writing> processes) {
        this.processes = List.copyOf(processes);
    }

    /// Each database once a second.
    static HotWriters hot(BenchPlace place, List<String> names) throws IOException {
        List<Writing> started = new ArrayList<>();
        for (int from = 0; from < names.size(); from += DATABASES_OF_A_PROCESS) {
            List<String> share = names.subList(from, Math.min(names.size(), from + DATABASES_OF_A_PROCESS));
            started.add(start(place, "hot", share.size(), share));
        }
        return new HotWriters(started);
    }

    /// At random, so many commits a second.
    static HotWriters cold(BenchPlace place, List<String> names, double perSecond) throws IOException {
        return new HotWriters(List.of(start(place, "cold", perSecond, names)));
    }

    private static Writing start(BenchPlace place, String mode, double perSecond, List<String> names)
            throws IOException {
        Path directory = Files.createTempDirectory(place.root(), "writer-");
        Path list = Files.write(directory.resolve("names"), names);
        Path ledger = directory.resolve("ledger");
        Path log = directory.resolve("log");
        Process process = PlainJava.process(
                        HotWriterMain.class,
                        directory.resolve("scratch"),
                        List.of(
                                mode,
                                Double.toString(perSecond),
                                place.source().toString(),
                                list.toString(),
                                ledger.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Writing(process, ledger, log);
    }

    /// Lets them end, and reads what they have committed.
    ///
    /// @throws IOException where one failed; with what it said
    List<Entry> stop() throws IOException, InterruptedException {
        for (Writing each : processes) {
            if (each.process().isAlive()) {
                each.process().getOutputStream().write('.');
                each.process().getOutputStream().flush();
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (Writing each : processes) {
            boolean hasEnded = each.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            if (!hasEnded || each.process().exitValue() != 0) {
                throw new IOException("A writer of the benchmark failed:\n" + Files.readString(each.log()));
            }
            try (Stream<String> lines = Files.lines(each.ledger())) {
                lines.map(Entry::parse).forEach(entries::add);
            }
        }
        return entries;
    }

    @Override
    public void close() {
        for (Writing each : processes) {
            each.process().destroyForcibly();
            each.process().onExit().join();
        }
    }
}
