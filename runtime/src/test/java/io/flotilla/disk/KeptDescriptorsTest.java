package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.sqlite.SqliteApplication;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stays open, and how long.
class KeptDescriptorsTest {

    @TempDir
    Path directory;

    private Path file;
    private KeptDescriptors disk;

    @BeforeEach
    void open() throws IOException {
        file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3});
        disk = new KeptDescriptors(PosixDisk.open());
    }

    private void read() throws IOException {
        try (SourceFile source = disk.open(file)) {
            assertThat(source.read(ByteBuffer.allocate(9), 0)).isEqualTo(3);
        }
    }

    /// How many descriptors of this process lead to the file.
    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(file);
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void keepsNothingThatNobodyElseHas() throws IOException {
        read();
        disk.locks(file);
        assertThat(disk.kept()).isZero();
        assertThat(descriptors()).isZero();
        assertThatThrownBy(() -> disk.open(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void keepsOneDescriptorAndUsesItAgain() throws IOException {
        try (FileChannel application = FileChannel.open(file)) {
            for (int time = 0; time < 20; time++) {
                read();
                disk.locks(file);
            }
            assertThat(application.isOpen()).isTrue();
            assertThat(disk.kept()).isEqualTo(1);
            assertThat(descriptors()).isEqualTo(2);
        }
        read();
        assertThat(disk.kept()).isZero();
        assertThat(descriptors()).isZero();
    }

    @Test
    void ourOwnReadersAreNoOthers() throws IOException {
        SourceFile first = disk.open(file);
        SourceFile second = disk.open(file);
        second.close();
        first.close();
        assertThat(disk.kept()).isZero();
        assertThat(descriptors()).isZero();
    }

    @Test
    void aReplacedFileIsOpenedAnew() throws IOException {
        try (FileChannel application = FileChannel.open(file)) {
            read();
            Files.move(Files.write(directory.resolve("other"), new byte[5]), file, StandardCopyOption.REPLACE_EXISTING);
            try (SourceFile source = disk.open(file)) {
                assertThat(source.size()).isEqualTo(5);
            }
            assertThat(application.isOpen()).isTrue();
            assertThat(disk.kept()).isEqualTo(1);
        }
    }

    @Test
    void locksOfAConnectionSurvive() throws Exception {
        Path database = directory.resolve("app.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            SqliteApplication.query(connection, "PRAGMA journal_mode=WAL");
            SqliteApplication.execute(connection, "CREATE TABLE t(v)");
            KernelLocks locks = KernelLocks.of(database);
            for (String suffix : new String[] {"", "-shm", "-wal"}) {
                disk.open(PathBytes.withSuffix(database, suffix)).close();
                disk.locks(database);
            }
            assertThat(locks.lines()).isNotEmpty();
            assertThat(KernelLocks.of(database)).isEqualTo(locks);
            assertThat(KernelLocks.of(directory.resolve("app.db-shm")).lines()).isNotEmpty();
            assertThat(disk.kept()).isEqualTo(2);
        }
    }

    @Test
    void readsMoreThanItsBufferHolds() throws IOException {
        byte[] content = new byte[700_001];
        new Random(21).nextBytes(content);
        Files.write(file, content);
        try (SourceFile source = disk.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(content.length);
            assertThat(source.read(buffer, 3)).isEqualTo(content.length - 3);
            assertThat(Arrays.copyOf(buffer.array(), content.length - 3))
                    .isEqualTo(Arrays.copyOfRange(content, 3, content.length));
            source.close();
            assertThatThrownBy(source::size).hasMessageContaining("closed");
        }
    }
}
