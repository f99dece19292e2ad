package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
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
import java.util.Set;

/// A new database under a temporary name beside its place, which it takes when it is whole and durable, or
/// never.
///
/// Readable for its owner only, since nobody else has been asked. The name begins with a dot and not with the
/// database's own, which may have all of the 255 bytes that a name has. For use by one thread at a time.
final class UnfinishedFile implements Closeable {

    private static final int MAX_NAMES = 10_000;
    private static final ByteBuffer ZEROES = ByteBuffer.allocate(65536).asReadOnlyBuffer();
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final OutputPlace place;
    private final Path temporary;
    private final FileChannel channel;
    private boolean temporaryIsOurs = true;
    private long end;

    private UnfinishedFile(OutputPlace place, Path temporary, FileChannel channel) {
        this.place = place;
        this.temporary = temporary;
        this.channel = channel;
    }

    /// Creates the file under its temporary name, which nothing had before.
    static UnfinishedFile create(OutputPlace place) throws IOException {
        for (int number = 1; number <= MAX_NAMES; number++) {
            Path temporary = place.directory().resolve(".flotilla-restore-" + number + ".tmp");
            try {
                return new UnfinishedFile(place, temporary, open(temporary));
            } catch (FileAlreadyExistsException taken) {
                // Another restore is at work in this directory, or was killed in it.
            } catch (AccessDeniedException denied) {
                throw notCreated(place, "permission denied", denied);
            } catch (IOException failure) {
                throw notCreated(place, String.valueOf(failure.getMessage()), failure);
            }
        }
        throw new OutputRefusedException("The directory '" + place.directory() + "' is full of files of killed"
                + " restores: remove .flotilla-restore-*.tmp");
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

    /// Writes a page at its place. Zero bytes behind all that was written are left out, so that a sparse
    /// database comes back sparse.
    void write(ByteBuffer page, long offset) throws IOException {
        if (offset >= end && page.mismatch(ZEROES.slice(0, page.remaining())) < 0) {
            return;
        }
        long at = offset;
        try {
            while (page.hasRemaining()) {
                at += channel.write(page, at);
            }
        } catch (IOException failure) {
            throw new IOException("'" + temporary + "' cannot be written: " + failure.getMessage(), failure);
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

    /// Where the file is until it has its name.
    Path path() {
        return temporary;
    }

    /// Makes the content durable, then gives it its name, then makes that durable. Never replaces a file that
    /// has appeared meanwhile, unless that is allowed, and then the old one is removed at the very end.
    void publish() throws IOException {
        channel.force(true);
        place.check();
        ReplacedDatabase replaced = ReplacedDatabase.moveAside(place);
        try {
            claim();
            nameDurably();
        } catch (IOException failure) {
            replaced.putBack();
            throw failure;
        }
        replaced.remove();
    }

    private void nameDurably() throws IOException {
        try {
            removeTemporary();
            try (FileChannel directory = FileChannel.open(place.directory(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException notDurable) {
            Files.deleteIfExists(place.output());
            throw notDurable;
        }
    }

    private void claim() throws IOException {
        try {
            Files.createLink(place.output(), temporary);
        } catch (FileAlreadyExistsException appeared) {
            throw place.taken();
        } catch (FileSystemException | UnsupportedOperationException noHardLinks) {
            moveWithoutLinks();
        }
    }

    /// Checks, then renames: on a file system without hard links a file that appears in between is replaced.
    private void moveWithoutLinks() throws IOException {
        try {
            Files.move(temporary, place.output());
            temporaryIsOurs = false;
        } catch (FileAlreadyExistsException appeared) {
            throw place.taken();
        }
    }

    /// Once it is gone the name may belong to another restore.
    private void removeTemporary() throws IOException {
        if (temporaryIsOurs) {
            Files.deleteIfExists(temporary);
            temporaryIsOurs = false;
        }
    }

    /// Removes the file, unless it has its name.
    @Override
    public void close() throws IOException {
        try (channel) {
            removeTemporary();
        }
    }
}
