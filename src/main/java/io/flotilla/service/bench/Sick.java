package io.flotilla.service.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Makes databases sick, and keeps them so: a third is unreadable (a symbolic link to itself, for root may read
/// everything else), a third corrupt and changing, a third vanishes and comes back. For use by one thread.
final class Sick implements AutoCloseable {

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int KINDS = 3;
    private static final int PAGES_END = 4096;

    private final Path root;
    private final List<String> names;
    private final Path template;
    private final Random random = new Random(1);
    private final Thread thread = Thread.ofPlatform().name("sick databases").unstarted(this::keepSick);
    private volatile Optional<IOException> failure = Optional.empty();

    Sick(BenchPlace place, List<String> names) {
        this.root = place.source();
        this.names = List.copyOf(names);
        this.template = place.template();
    }

    void begin() throws IOException {
        for (int i = 0; i < names.size(); i += KINDS) {
            Path file = root.resolve(names.get(i));
            Files.delete(file);
            Path _ = Files.createSymbolicLink(file, file.getFileName());
        }
        thread.start();
    }

    private void keepSick() {
        try {
            for (boolean isThere = true; !Thread.currentThread().isInterrupted(); isThere = !isThere) {
                for (int i = 0; i < names.size(); i++) {
                    change(i, root.resolve(names.get(i)), isThere);
                }
                Thread.sleep(ROUND);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    private void change(int number, Path file, boolean isThere) throws IOException {
        switch (number % KINDS) {
            case 1 -> scribble(file);
            case 2 -> {
                if (isThere) {
                    boolean _ = Files.deleteIfExists(file);
                } else {
                    Path _ = Files.copy(template, file);
                }
            }
            default -> {}
        }
    }

    /// Says that they were sick up to now: what was measured beside healthy ones says nothing.
    ///
    /// @throws IOException where one could not be kept sick
    void check() throws IOException {
        if (failure.isPresent()) {
            throw new IOException("The benchmark cannot keep databases sick: " + failure.get(), failure.get());
        }
    }

    /// Over the header's fields and what follows, not over the magic words.
    private void scribble(Path file) throws IOException {
        var bytes = new byte[PAGES_END];
        random.nextBytes(bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            int _ = channel.write(ByteBuffer.wrap(bytes), 16);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
