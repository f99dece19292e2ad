package io.flotilla.restore;

import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.TxId;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A restored database that others read while newer files are laid over it.
///
/// Readers are kept out for the length of one file by SQLite's own locks. They open it in rollback mode,
/// whatever mode its source has, so that they look for no log; and each file changes the counter by which
/// they notice that their pages are old (SQLite file format, sections 1.3.3 and 1.3.7).
///
/// How far it has come stands in a file beside it with the suffix `-txid`, as Litestream keeps it: written
/// when a file is durable in the database. After a kill in between the same transactions are laid over it
/// once more, which changes nothing but what was half done. For use by one thread at a time.
final class FollowedDatabase implements Closeable {

    private static final long PENDING = 0x40000000L;
    private static final long SHARED = PENDING + 2;
    private static final int SHARED_BYTES = 510;

    private static final int MODES = 18;
    private static final int COUNTER = 24;

    private final Path database;
    private final FileChannel channel;
    private final RandomGenerator random;

    FollowedDatabase(Path database, RandomGenerator random) throws IOException {
        this.database = database;
        this.channel = FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.random = random;
    }

    /// How far the database of this path has come; empty where nobody follows with it.
    static Optional<TxId> position(Path database) throws IOException {
        Path marker = marker(database);
        if (!Files.exists(marker)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TxId.parse(Files.readString(marker).strip()));
        } catch (IllegalArgumentException malformed) {
            throw new OutputRefusedException(
                    "'" + marker + "' holds no TXID: remove it and the database, and begin" + " anew", malformed);
        }
    }

    private static Path marker(Path database) {
        return Path.of(URI.create(database.toUri() + "-txid"));
    }

    /// Notes how far it has come, durably.
    void note(TxId txId) throws IOException {
        Path marker = marker(database);
        Path fresh = Path.of(URI.create(marker.toUri() + ".tmp"));
        Files.writeString(
                fresh,
                txId.hex() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Files.move(fresh, marker, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Makes a database that was just restored one that is read while it is followed with.
    void prepare() throws IOException {
        try (Locks _ = lock()) {
            ByteBuffer page = ByteBuffer.allocate(COUNTER + Integer.BYTES);
            readFully(page, 0);
            channel.write(readable(page.flip()), 0);
            channel.force(false);
        }
    }

    /// Lays one file over it.
    ///
    /// @throws DamagedReplicaException when it begins another page size: then only a new restore helps
    void apply(LtxReader file) throws IOException {
        LtxHeader header = file.header();
        if (header.pageSize() != pageSize()) {
            throw new DamagedReplicaException("the page size changed from " + pageSize() + " to " + header.pageSize()
                    + ": restore the database anew");
        }
        try (Locks _ = lock()) {
            boolean first = false;
            while (file.next()) {
                if (file.pageNumber() <= header.commit()) {
                    first |= file.pageNumber() == 1;
                    ByteBuffer page = file.pageNumber() == 1 ? readable(copy(file.page())) : file.page();
                    writeFully(page, (file.pageNumber() - 1L) * header.pageSize());
                }
            }
            if (!first) {
                count();
            }
            resize((long) header.commit() * header.pageSize());
            channel.force(true);
        }
        note(header.range().max());
    }

    private void resize(long bytes) throws IOException {
        channel.truncate(bytes);
        if (channel.size() < bytes) {
            channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
    }

    private void count() throws IOException {
        writeFully(ByteBuffer.allocate(Integer.BYTES).putInt(0, random.nextInt()), COUNTER);
    }

    private ByteBuffer readable(ByteBuffer page) {
        return page.put(MODES, (byte) 1).put(MODES + 1, (byte) 1).putInt(COUNTER, random.nextInt());
    }

    private static ByteBuffer copy(ByteBuffer page) {
        return ByteBuffer.allocate(page.remaining()).put(page).flip();
    }

    /// SQLite file format, section 1.3.2: 1 stands for 65536.
    private int pageSize() throws IOException {
        ByteBuffer field = ByteBuffer.allocate(Short.BYTES);
        readFully(field, 16);
        int stored = Short.toUnsignedInt(field.getShort(0));
        return stored == 1 ? 65536 : stored;
    }

    private void readFully(ByteBuffer into, long offset) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, offset + into.position()) < 0) {
                throw new EOFException("'" + database + "' is no database");
            }
        }
    }

    private void writeFully(ByteBuffer from, long offset) throws IOException {
        long at = offset;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    /// Waits for readers that are at work; new ones wait for us.
    private Locks lock() throws IOException {
        FileLock pending = channel.lock(PENDING, 1, false);
        try {
            return new Locks(pending, channel.lock(SHARED, SHARED_BYTES, false));
        } catch (IOException | RuntimeException failure) {
            try (pending) {
                throw failure;
            }
        }
    }

    private record Locks(FileLock pending, FileLock shared) implements Closeable {

        @Override
        public void close() throws IOException {
            try (pending) {
                shared.release();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
