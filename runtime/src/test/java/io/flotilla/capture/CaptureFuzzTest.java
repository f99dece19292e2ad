package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHasher;
import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.DirectoryEntry;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.HeldLock;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.Salts;
import io.flotilla.wal.UnsupportedWalException;
import io.flotilla.wal.WalChecksum;
import io.flotilla.wal.WalFiles;
import io.flotilla.wal.WalHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a database and its log hold, with whatever checksums, an image is taken or refused, and nothing else.
///
/// An ordinary test run goes through the seeds. `JAZZER_FUZZ=1` and the name of one method start a campaign; what it
/// finds becomes a seed.
@Tag("fuzz")
class CaptureFuzzTest {

    private static final Path DATABASE = Path.of("/app.db");
    private static final int PAGE = 512;
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    /// Files in memory, none of which ever changes.
    private record MemoryDisk(Map<String, byte[]> files, DatabaseLocks locks) implements Disk {

        @Override
        public Optional<FileStatus> status(Path path) {
            return Optional.ofNullable(files.get(path.toString()))
                    .map(bytes -> new FileStatus(FileStatus.Kind.FILE, 1, 2, 1, bytes.length, 3, 4, 5));
        }

        @Override
        public SourceFile open(Path path) throws IOException {
            byte[] bytes = files.get(path.toString());
            if (bytes == null) {
                throw new NoSuchFileException(path.toString());
            }
            return new WalFiles.Bytes(bytes);
        }

        @Override
        public List<DirectoryEntry> list(Path directory) {
            return List.of();
        }

        @Override
        public Path realPath(Path path) {
            return path;
        }

        @Override
        public DatabaseLocks locks(Path database) {
            return locks;
        }

        @Override
        public boolean isIndexMapped(Path database) {
            return locks == DatabaseLocks.SHARED;
        }

        @Override
        public Optional<HeldLock> lockShared(Path database) {
            return Optional.empty();
        }

        @Override
        public Optional<String> remoteFileSystem(Path path) {
            return Optional.empty();
        }

        @Override
        public String bootId() {
            return "a boot";
        }
    }

    static Stream<byte[]> inputs() {
        return Stream.of(
                input(0, 2, 2, 1, 0, 2, 2),
                input(0, 2, 2, 1, -7),
                input(0, 2, 2, 1, Integer.MAX_VALUE),
                input(0, 2, 2, -1, 2),
                input(0, 2, -2),
                input(0, 2, Integer.MAX_VALUE),
                input(0, 0, 1),
                input(1, 2, 2, 1, 2),
                input(2, 2, 2, 1, 2),
                new byte[0]);
    }

    /// Locks and what is there; pages of the file; pages by the header; then a page and a commit for each frame.
    private static byte[] input(int flags, int filePages, int headerPages, int... frames) {
        ByteBuffer bytes = ByteBuffer.allocate(6 + frames.length * Integer.BYTES)
                .put((byte) flags)
                .put((byte) filePages)
                .putInt(headerPages);
        for (int value : frames) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    @MethodSource("inputs")
    @FuzzTest(maxDuration = "10m")
    void takesAnImageOrSaysWhyNot(byte[] bytes) throws IOException {
        if (bytes.length < 6) {
            return;
        }
        var files = new DatabaseFiles(disk(ByteBuffer.wrap(bytes)), DATABASE);
        var hasher = new PageHasher(1);
        try (var open = new OpenFiles(files)) {
            Imaged imaged = new ImageReader(files, hasher, InstantSource.fixed(NOON)).take(open);
            if (imaged instanceof Imaged.Taken(Image image)) {
                assertThat(image.pageCount()).isPositive();
                byte[] page = new byte[image.pageSize()];
                for (int number = 1; number <= image.pageCount(); number++) {
                    image.read(number, page);
                    assertThat(hasher.hash(page, 0, page.length)).isEqualTo(image.hash(number));
                }
            }
        } catch (UnsupportedWalException unsupported) {
            assertThat(unsupported).hasMessage("more than 2147483647 pages");
        }
        follow(files, hasher, bytes[1] & 0xff);
    }

    private static void follow(DatabaseFiles files, PageHasher hasher, int pages) throws IOException {
        WalHeader header = WalFiles.parsed(log(new Salts(1, 2)));
        LogPosition.At at = LogPositions.at(header, header.start(), new LogPosition.IndexMark.None());
        FileStatus status = files.status().orElseThrow();
        try (var open = new OpenFiles(files)) {
            Optional<SourceFile> log = open.log();
            if (log.isPresent()
                    && new LogFollower(files, hasher)
                                    .follow(new LogFollower.Trail(
                                            log.get(), new LogFollower.Known(PAGE, pages, at), status, CountTrust.NONE))
                            instanceof Followed.Continued continued) {
                assertThat(continued.pageCount()).isPositive();
                Changes changes = Changes.of(continued);
                byte[] page = new byte[PAGE];
                for (int i = 0; i < changes.pages().length; i++) {
                    assertThat(changes.pages()[i]).isBetween(1, changes.pageCount());
                    changes.reader().read(i, page);
                }
            }
        } catch (UnsupportedWalException unsupported) {
            assertThat(unsupported).hasMessage("more than 2147483647 pages");
        }
    }

    private static byte[] log(Salts salts) {
        return WalFiles.header(ByteOrder.LITTLE_ENDIAN, PAGE, salts);
    }

    private static MemoryDisk disk(ByteBuffer input) {
        int flags = input.get();
        byte[] database = new byte[(input.get() & 0xff) * PAGE + (flags & 4) * 30];
        if (database.length >= 100) {
            ByteBuffer.wrap(database)
                    .put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII))
                    .putShort(16, (short) PAGE)
                    .put(18, (byte) 2)
                    .put(19, (byte) 2)
                    .putInt(28, input.getInt());
        }
        var files = new HashMap<String, byte[]>();
        files.put(DATABASE.toString(), database);
        if (input.hasRemaining()) {
            files.put(DATABASE + "-wal", frames(input));
        }
        if ((flags & 8) != 0) {
            byte[] rest = new byte[136];
            files.put(DATABASE + "-shm", rest);
        }
        return new MemoryDisk(files, DatabaseLocks.values()[Math.floorMod(flags, 3)]);
    }

    private static byte[] frames(ByteBuffer input) {
        byte[] start = log(new Salts(1, 2));
        WalHeader header = WalFiles.parsed(start);
        var out = new ByteArrayOutputStream();
        out.writeBytes(start);
        WalChecksum checksum = header.checksum();
        while (input.remaining() >= 2 * Integer.BYTES) {
            byte[] frame = WalFiles.frame(header, checksum, input.getInt(), input.getInt(), new byte[PAGE]);
            checksum = WalFiles.checksum(frame);
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }
}
