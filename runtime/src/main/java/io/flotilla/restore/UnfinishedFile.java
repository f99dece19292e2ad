package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A new database under a temporary name, which takes its place when it is whole, or never.
///
/// Readable for its owner only, since nobody else has been asked. The name begins with a dot and not with the
/// database's own, which may have all of the 255 bytes that a name has. Pages that follow one another are
/// gathered and written together. For use by one thread at a time.
final class UnfinishedFile implements Closeable {

    private static final int MAX_NAMES = 10_000;
    private static final int GATHERED_BYTES = 256 * 1024;
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final ByteBuffer ZEROES = ByteBuffer.allocate(65536).asReadOnlyBuffer();
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final OutputPlace place;
    private final Path temporary;
    private final FileChannel channel;
    private boolean temporaryIsOurs = true;
    private long end;

    /// Bytes that belong behind one another from an offset on, and are not written yet.
    private ByteBuffer gathered = ByteBuffer.allocate(0);

    private long gatheredAt;
    private long expected = GATHERED_BYTES;

    private UnfinishedFile(OutputPlace place, Path temporary, FileChannel channel) {
        this.place = place;
        this.temporary = temporary;
        this.channel = channel;
    }

    /// Creates the file beside its place, under a name that nothing had before.
    ///
    /// A file that a killed restore left there is removed when nobody has written to it for a day.
    static UnfinishedFile create(OutputPlace place) throws IOException {
        var taken = new ArrayList<Path>();
        for (int number = 1; number <= MAX_NAMES; number++) {
            Path temporary = place.directory().resolve(".flotilla-restore-" + number + ".tmp");
            try {
                UnfinishedFile created = createAt(place, temporary);
                created.removeAbandoned(taken);
                return created;
            } catch (FileAlreadyExistsException another) {
                taken.add(temporary);
            }
        }
        throw new OutputRefusedException("The directory '" + place.directory() + "' is full of files of killed"
                + " restores: remove .flotilla-restore-*.tmp");
    }

    /// Creates the file under this temporary name.
    ///
    /// @throws FileAlreadyExistsException where something has it
    static UnfinishedFile createAt(OutputPlace place, Path temporary) throws IOException {
        try {
            return new UnfinishedFile(place, temporary, open(temporary));
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (AccessDeniedException denied) {
            throw notCreated(place, "permission denied", denied);
        } catch (IOException failure) {
            throw notCreated(place, String.valueOf(failure.getMessage()), failure);
        }
    }

    /// By the clock of the file system, which gave this file its time just now.
    private void removeAbandoned(List<Path> others) throws IOException {
        for (Path other : others) {
            try {
                Duration quiet = Duration.between(written(other), written(temporary));
                if (quiet.compareTo(ABANDONED) > 0) {
                    Files.deleteIfExists(other);
                }
            } catch (NoSuchFileException gone) {
                // It has its name by now.
            }
        }
    }

    private static Instant written(Path file) throws IOException {
        return Files.getLastModifiedTime(file, NOFOLLOW_LINKS).toInstant();
    }

    private static OutputRefusedException notCreated(OutputPlace place, String why, IOException failure) {
        return new OutputRefusedException(
                "No file can be created in the directory '" + place.directory() + "': " + why, failure);
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

    /// Says how large the file will be, so that a small one needs a small buffer.
    void expect(long bytes) {
        expected = bytes;
    }

    /// Writes a page at its place. Zero bytes behind all that was written are left out, so that a sparse
    /// database comes back sparse.
    void write(ByteBuffer page, long offset) throws IOException {
        if (offset >= end && page.mismatch(ZEROES.slice(0, page.remaining())) < 0) {
            return;
        }
        end = Math.max(end, offset + page.remaining());
        if (offset != gatheredAt + gathered.position() || page.remaining() > gathered.remaining()) {
            flush();
            gatheredAt = offset;
        }
        if (gathered.capacity() == 0) {
            gathered = ByteBuffer.allocate(Math.toIntExact(Math.clamp(expected, page.remaining(), GATHERED_BYTES)));
        }
        if (page.remaining() > gathered.remaining()) {
            writeAll(page, offset);
        } else {
            gathered.put(page);
        }
    }

    private void flush() throws IOException {
        writeAll(gathered.flip(), gatheredAt);
        gathered.clear();
    }

    private void writeAll(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException failure) {
            throw new IOException("'" + temporary + "' cannot be written: " + failure.getMessage(), failure);
        }
    }

    /// Fills a buffer with what stands at an offset.
    void read(ByteBuffer page, long offset) throws IOException {
        flush();
        while (page.hasRemaining()) {
            if (channel.read(page, offset + page.position()) < 0) {
                throw new EOFException("'" + temporary + "' was cut off while it was being written");
            }
        }
    }

    /// Cuts off what is behind this length.
    void truncate(long length) throws IOException {
        if (length < end) {
            flush();
            channel.truncate(length);
            end = length;
        }
    }

    /// Gives the file this length, which is no less than what has been written; zero bytes fill it up.
    void extend(long length) throws IOException {
        if (end < length) {
            flush();
            channel.write(ZEROES.slice(0, 1), length - 1);
            end = length;
        }
    }

    /// Where the file is until it has its name, with all that was written.
    Path path() throws IOException {
        flush();
        return temporary;
    }

    /// Makes the content durable, then gives it its name, then makes that durable. Never replaces a file that
    /// has appeared meanwhile, unless that is allowed, and then the old one is removed at the very end.
    void publish() throws IOException {
        flush();
        channel.force(true);
        UnnamedDatabase whole = shelve();
        try {
            whole.giveName();
        } catch (IOException failure) {
            whole.discard();
            throw failure;
        }
        try (FileChannel directory = FileChannel.open(place.directory(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException notDurable) {
            whole.takeNameBack();
            throw notDurable;
        }
        whole.keepName();
    }

    /// Ends the writing, and leaves the rest to the caller.
    UnnamedDatabase shelve() throws IOException {
        flush();
        channel.close();
        temporaryIsOurs = false;
        return new UnnamedDatabase(place, temporary);
    }

    /// Removes the file, unless it was taken over.
    @Override
    public void close() throws IOException {
        try (channel) {
            if (temporaryIsOurs) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
