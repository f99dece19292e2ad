package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// A new database under a temporary name beside its place, which it takes when it is whole and durable, or never.
///
/// Readable for its owner only, since nobody else has been asked. The name begins with a dot and not with the
/// database's own, which may have all of the 255 bytes that a name has. For use by one thread at a time.
final class UnfinishedFile implements Closeable {

    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");
    private static final int MAX_NAMES = 10_000;
    private static final ByteBuffer ZEROES = ByteBuffer.allocate(65536).asReadOnlyBuffer();
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path output;
    private final Path temporary;
    private final FileChannel channel;
    private long end;

    private UnfinishedFile(Path output, Path temporary, FileChannel channel) {
        this.output = output;
        this.temporary = temporary;
        this.channel = channel;
    }

    /// Refuses a place that is taken, or where the database would meet another one's log.
    static void check(Path output) throws OutputRefusedException {
        Path directory = directory(output);
        if (!Files.isDirectory(directory)) {
            throw new OutputRefusedException("The directory '" + directory + "' does not exist: create it first");
        }
        if (Files.exists(output, NOFOLLOW_LINKS)) {
            throw taken(output);
        }
        for (String suffix : SIDECARS) {
            Path sidecar = sidecar(output, suffix);
            if (Files.exists(sidecar, NOFOLLOW_LINKS)) {
                throw new OutputRefusedException("'" + sidecar + "' is left over from another database, and SQLite"
                        + " would play it into the restored one: move it away, or choose another name");
            }
        }
    }

    /// Creates the file under its temporary name, which nothing had before.
    static UnfinishedFile create(Path output) throws IOException {
        check(output);
        for (int number = 1; number <= MAX_NAMES; number++) {
            Path temporary = directory(output).resolve(".flotilla-restore-" + number + ".tmp");
            try {
                return new UnfinishedFile(output, temporary, open(temporary));
            } catch (FileAlreadyExistsException taken) {
                // Another restore is at work in this directory, or was killed in it.
            } catch (AccessDeniedException denied) {
                throw new OutputRefusedException(
                        "No file can be created in the directory '" + directory(output) + "': permission denied",
                        denied);
            }
        }
        throw new OutputRefusedException("The directory '" + directory(output) + "' is full of files of killed"
                + " restores: remove .flotilla-restore-*.tmp");
    }

    private static FileChannel open(Path temporary) throws IOException {
        return FileChannel.open(
                temporary,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.READ,
                        NOFOLLOW_LINKS),
                OWNER_ONLY);
    }

    /// Writes a page at its place. Zero bytes behind all that was written are left out, so that a sparse database
    /// comes back sparse.
    void write(ByteBuffer page, long offset) throws IOException {
        if (offset >= end && page.mismatch(ZEROES.slice(0, page.remaining())) < 0) {
            return;
        }
        long at = offset;
        while (page.hasRemaining()) {
            at += channel.write(page, at);
        }
        end = Math.max(end, at);
    }

    /// Fills a buffer with what stands at an offset.
    void read(ByteBuffer page, long offset) throws IOException {
        while (page.hasRemaining()) {
            if (channel.read(page, offset + page.position()) < 0) {
                throw new EOFException("'" + temporary + "' was cut off while it was being written");
            }
        }
    }

    /// Cuts off what is behind this length.
    void truncate(long length) throws IOException {
        channel.truncate(length);
        end = Math.min(end, length);
    }

    /// Gives the file this length, which is no less than what has been written; zero bytes fill it up.
    void extend(long length) throws IOException {
        if (end < length) {
            channel.write(ZEROES.slice(0, 1), length - 1);
            end = length;
        }
    }

    /// Makes the content durable, then gives it its name, then makes that durable. Never replaces a file that has
    /// appeared meanwhile.
    void publish() throws IOException {
        channel.force(true);
        check(output);
        claim();
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel directory = FileChannel.open(directory(output), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException notDurable) {
            Files.deleteIfExists(output);
            throw notDurable;
        }
    }

    private void claim() throws IOException {
        try {
            Files.createLink(output, temporary);
        } catch (FileAlreadyExistsException appeared) {
            throw taken(output);
        } catch (FileSystemException | UnsupportedOperationException noHardLinks) {
            moveWithoutLinks();
        }
    }

    /// Checks, then renames: on a file system without hard links a file that appears in between is replaced.
    private void moveWithoutLinks() throws IOException {
        try {
            Files.move(temporary, output);
        } catch (FileAlreadyExistsException appeared) {
            throw taken(output);
        }
    }

    /// Removes the file, unless it has its name.
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(temporary);
        }
    }

    private static OutputRefusedException taken(Path output) {
        return new OutputRefusedException(
                "'" + output + "' exists, and nothing is overwritten: remove it, or choose another name");
    }

    private static Path directory(Path output) {
        Path parent = output.toAbsolutePath().getParent();
        return parent == null ? output.toAbsolutePath() : parent;
    }

    /// The name and the suffix as they are on disk: a name that is not UTF-8 has no text to add to.
    private static Path sidecar(Path output, String suffix) {
        return Path.of(URI.create(output.toUri() + suffix));
    }
}
