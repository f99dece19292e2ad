package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.ObjectKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// What a restore of many databases has done, in a file beside them, so that one that was ended goes on.
///
/// The first line says what is restored, as of when; each other one that a replica was begun (`b`) or done
/// (`d`), with its key in hexadecimal digits. A line that was cut off by a crash counts as not written. A
/// begun one has its database or has not: it gets its name whole. The file is locked while it is open, and
/// removed when nothing is left to do. Safe for use by several threads.
final class RestoreJournal implements Closeable {

    static final String NAME = ".flotilla-restore.journal";

    private static final String FORMAT = "flotilla restore 1 ";

    private final Path file;
    private final FileChannel channel;
    private final Set<ObjectKey> begun = new HashSet<>();
    private final Set<ObjectKey> done = new HashSet<>();

    private RestoreJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens the journal of a directory, which is there, or begins it.
    ///
    /// @param order what is restored, in one line; a journal of another order is refused
    /// @throws CommandFailure when another one is at work here, or was
    static RestoreJournal open(Path directory, String order) throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            var journal = new RestoreJournal(file, channel);
            journal.lock();
            journal.read(FORMAT + order);
            return journal;
        } catch (IOException | RuntimeException failure) {
            try (channel) {
                throw failure;
            }
        }
    }

    private void lock() throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException here) {
            // By another thread of this process.
        }
        throw new CommandFailure("Another restore is at work in '" + file.getParent() + "'", "wait until it has ended");
    }

    private void read(String heading) throws IOException {
        String text = Files.readString(file, UTF_8);
        int whole = text.lastIndexOf('\n') + 1;
        channel.truncate(text.substring(0, whole).getBytes(UTF_8).length);
        List<String> lines = text.substring(0, whole).lines().toList();
        if (lines.isEmpty()) {
            append(heading + "\n");
            return;
        }
        if (!lines.getFirst().equals(heading)) {
            throw new CommandFailure(
                    "'" + file + "' is of another restore that did not end: "
                            + lines.getFirst().replace(FORMAT, ""),
                    "the same command again, or another directory; remove that file to begin anew");
        }
        lines.subList(1, lines.size()).forEach(this::note);
    }

    private void note(String line) {
        ObjectKey key = ObjectKey.ofBytes(HexFormat.of().parseHex(line.substring(2)));
        (line.startsWith("d") ? done : begun).add(key);
    }

    /// Whether a replica was restored before.
    synchronized boolean isDone(ObjectKey replica) {
        return done.contains(replica);
    }

    /// Whether a replica was begun before, and perhaps done.
    synchronized boolean wasBegun(ObjectKey replica) {
        return begun.contains(replica);
    }

    void begin(ObjectKey replica) throws IOException {
        append("b " + HexFormat.of().formatHex(replica.bytes()) + "\n");
    }

    void done(ObjectKey replica) throws IOException {
        append("d " + HexFormat.of().formatHex(replica.bytes()) + "\n");
    }

    private synchronized void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
        channel.position(channel.size());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Nothing is left to do.
    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
