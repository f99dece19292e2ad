package io.flotilla.generations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.generations.GenerationReplica.Found;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Replicas as Litestream v0.3 lays them out, of logs that SQLite wrote.
class GenerationReplicaTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a/b.db");
    private static final String OLD = "00aa11bb22cc33dd";
    private static final String NEW = "ff00000000000001";
    private static final Instant NOON = Instant.parse("2022-03-01T12:00:00Z");

    private final MemoryTarget target = new MemoryTarget();
    private final GenerationReplica replica = new GenerationReplica(target, REPLICA);
    private int minute;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 65536})
    void replaysTheLogsOfARealDatabase(int pageSize) throws Exception {
        var random = new Random(pageSize);
        Path file = directory.resolve("real.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(connection, "PRAGMA page_size = " + pageSize, "PRAGMA auto_vacuum = FULL");
            execute(connection, "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0");
            execute(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, a BLOB)");
            execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            put(snapshot(NEW, 5), Files.readAllBytes(file));
            for (int index = 5; index < 9; index++) {
                long shipped = 0;
                execute(connection, "INSERT INTO t (a) VALUES (randomblob(50))");
                for (int n = 0; n < 3; n++) {
                    execute(connection, change(random));
                    byte[] log = Files.readAllBytes(directory.resolve("real.db-wal"));
                    if (log.length > shipped) {
                        put(segment(NEW, index, shipped), Arrays.copyOfRange(log, (int) shipped, log.length));
                        shipped = log.length;
                    }
                }
                execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
                byte[] image = restored(Optional.empty());
                assertThat(Arrays.equals(image, Files.readAllBytes(file)))
                        .as("page size %d, index %d", pageSize, index)
                        .isTrue();
            }
        }
    }

    @Test
    void takesTheLatestSnapshotNotAfterTheMoment() throws Exception {
        put(snapshot(OLD, 0), new byte[] {1, 1});
        put(snapshot(NEW, 0), new byte[] {2, 2});
        put(snapshot(OLD, 7), new byte[] {3, 3});

        assertThat(restored(Optional.empty())).containsExactly(3, 3);
        assertThat(restored(Optional.of(NOON.plusSeconds(60)))).containsExactly(2, 2);
        assertThat(restored(Optional.of(NOON.plusSeconds(59)))).containsExactly(1, 1);
        assertThat(replica.find(Optional.of(NOON.minusSeconds(1))))
                .isInstanceOfSatisfying(
                        Found.Unusable.class,
                        none -> assertThat(none.explanation())
                                .contains("no snapshot of 2022-03-01T11:59:59Z or before"));
    }

    @Test
    void findsGapsBetweenLogsAndInsideOfThem() throws Exception {
        put(snapshot(OLD, 3), new byte[] {1});
        put(segment(OLD, 3, 0), new byte[40]);
        put(segment(OLD, 5, 0), new byte[40]);
        assertUnusable("00000005_00000000.wal.lz4");

        put(segment(OLD, 4, 7), new byte[40]);
        assertUnusable("00000004_00000007.wal.lz4");
    }

    @Test
    void findsASegmentThatDoesNotFollowTheOneBefore() throws Exception {
        put(snapshot(OLD, 3), new byte[] {1});
        put(segment(OLD, 3, 0), new byte[40]);
        put(segment(OLD, 3, 41), new byte[40]);

        assertThatThrownBy(() -> restored(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("00000003_00000029.wal.lz4");
    }

    @Test
    void namesADamagedObject() throws Exception {
        byte[] frame = frame(new byte[] {1, 2, 3, 4});
        frame[frame.length - 2] ^= 1;
        putRaw(snapshot(OLD, 0), frame);

        assertThatThrownBy(() -> restored(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged at a/b.db/generations/" + OLD + "/snapshots/00000000.snapshot.lz4");
    }

    @Test
    void knowsNothingWhereThereIsNoSuchReplica() throws Exception {
        putRaw("generations/x/snapshots/00000000.snapshot.lz4", new byte[3]);
        putRaw("generations/" + OLD + "/wal/1_2.wal.lz4", new byte[3]);

        assertThat(replica.find(Optional.empty())).isInstanceOf(Found.Nothing.class);
    }

    @Test
    void readsOffsetsBehindFourGibibytes() {
        assertThat(GenerationPlan.of(
                        List.of(file(0, -1), file(0, 0), file(0, 0xfffff000L), file(0, 0x123456789aL)),
                        Optional.empty()))
                .isInstanceOfSatisfying(
                        GenerationPlan.Ready.class,
                        ready -> assertThat(ready.logs().getFirst()).hasSize(3));
    }

    private static GenerationFile file(long index, long offset) {
        return new GenerationFile(REPLICA, OLD, index, offset, NOON);
    }

    private void assertUnusable(String key) throws Exception {
        assertThat(replica.find(Optional.empty()))
                .isInstanceOfSatisfying(
                        Found.Unusable.class,
                        gap -> assertThat(gap.explanation())
                                .contains("files before")
                                .contains(key));
    }

    private byte[] restored(Optional<Instant> moment) throws IOException {
        var image = new Image();
        Found found = replica.find(moment);
        assertThat(found).isInstanceOf(Found.Restorable.class);
        ((Found.Restorable) found).content().writeTo(image);
        return image.bytes;
    }

    private static final class Image implements GenerationReplica.Image {

        private byte[] bytes = new byte[0];

        @Override
        public void write(ByteBuffer from, long offset) {
            int end = Math.toIntExact(offset) + from.remaining();
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, end));
            from.get(bytes, Math.toIntExact(offset), from.remaining());
        }

        @Override
        public void resize(long length) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(length));
        }
    }

    private static String change(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "DELETE FROM t WHERE id % 3 = " + random.nextInt(3);
            case 1 -> "UPDATE t SET a = randomblob(90) WHERE id % 4 = " + random.nextInt(4);
            default ->
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60)"
                        + " INSERT INTO t (a) SELECT randomblob(300) FROM n";
        };
    }

    private static void execute(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }

    private static String snapshot(String generation, int index) {
        return "generations/%s/snapshots/%08x.snapshot.lz4".formatted(generation, index);
    }

    private static String segment(String generation, int index, long offset) {
        return "generations/%s/wal/%08x_%08x.wal.lz4".formatted(generation, index, offset);
    }

    private void put(String name, byte[] content) throws IOException {
        putRaw(name, frame(content));
    }

    /// One minute after the one before.
    private void putRaw(String name, byte[] content) {
        Instant time = NOON.plusSeconds(60L * minute++);
        target.put(List.of(new PutRequest(REPLICA.child(name), new BytesPayload(content), time)));
    }

    private static byte[] frame(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var frame = new LZ4FrameOutputStream(
                out,
                LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB,
                LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM)) {
            frame.write(content);
        }
        return out.toByteArray();
    }
}
