package io.flotilla.service.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.service.demo.WriterFiles;
import io.flotilla.service.demo.WriterProcess;
import io.flotilla.service.demo.Writers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts the processes that write some databases for the benchmark.
final class HotWriters {

    /// Each has three descriptors for a database, and some 200 kB.
    private static final int DATABASES_OF_A_PROCESS = 250;

    private HotWriters() {}

    /// What one process writes, and how.
    private record Share(int number, HotWriterMain.Mode mode, int commitsPerSecond, List<String> names) {}

    /// Each database once a second.
    static Writers hot(BenchPlace place, List<String> names) throws IOException {
        List<Share> shares = new ArrayList<>();
        for (int from = 0; from < names.size(); from += DATABASES_OF_A_PROCESS) {
            List<String> share = names.subList(from, Math.min(names.size(), from + DATABASES_OF_A_PROCESS));
            shares.add(new Share(shares.size(), HotWriterMain.Mode.HOT, share.size(), share));
        }
        return start(place, shares);
    }

    /// At random, so many commits a second.
    static Writers cold(BenchPlace place, List<String> names, int commitsPerSecond) throws IOException {
        return start(place, List.of(new Share(0, HotWriterMain.Mode.COLD, commitsPerSecond, names)));
    }

    private static Writers start(BenchPlace place, List<Share> shares) throws IOException {
        Path directory = Files.createTempDirectory(place.root(), "writers-");
        return Writers.start(shares, directory, share -> {
            var files = new WriterFiles(directory, share.number());
            Path names = Files.write(files.order(), share.names(), UTF_8);
            return WriterProcess.start(
                    HotWriterMain.class,
                    files,
                    List.of(
                            share.mode().name(),
                            Integer.toString(share.commitsPerSecond()),
                            place.source().toString(),
                            names.toString(),
                            files.ledger().toString()));
        });
    }
}
