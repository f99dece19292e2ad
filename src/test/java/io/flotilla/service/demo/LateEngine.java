package io.flotilla.service.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The simplest engine that keeps its promise: it copies everything in its last sync.
class LateEngine implements Engine {

    @Override
    public Replication replicate(Path source, Path target, Consumer<Acknowledgement> acknowledgements) {
        return new Replication() {
            @Override
            public Shipped shipped() {
                return new Shipped(0, 0, 0, 0);
            }

            @Override
            public Standing standing() {
                return new Standing(0, 0, Duration.ZERO, Map.of("put", 7L));
            }

            @Override
            public Shipped stop() throws IOException {
                long bytes = 0;
                List<Path> databases = databases(source);
                for (Path database : databases) {
                    Instant captured = Instant.now();
                    Path name = source.relativize(database);
                    copy(database, target.resolve(name));
                    bytes += Files.size(database);
                    acknowledgements.accept(new Acknowledgement(name.toString(), captured, Instant.now()));
                }
                return new Shipped(databases.size(), bytes, bytes, databases.size());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void restoreAll(Path target, Path output) throws IOException {
        restore(
                target,
                databases(target).stream()
                        .map(file -> target.relativize(file).toString())
                        .toList(),
                output);
    }

    @Override
    public void restore(Path target, Collection<String> names, Path output) throws IOException {
        for (String name : names) {
            Path database = target.resolve(name);
            Path file = output.resolve(name);
            Files.createDirectories(file.getParent());
            Files.copy(database, file);
        }
    }

    static List<Path> databases(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void copy(Path database, Path copy) throws IOException {
        try {
            Reference.make(database, copy);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
