package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.sqlite.SqliteApplication;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk beside the connections of an application in this very process.
class OwnDescriptorsTest {

    private static final int THREADS = 2;

    @TempDir
    Path directory;

    private Path database;
    private Path index;
    private ExecutorService threads;
    private OwnDescriptors disk;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        index = directory.resolve("app.db-shm");
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("disk-test-", 0).factory());
        disk = OwnDescriptors.open(PosixDisk.open(), threads, THREADS);
    }

    @AfterEach
    void close() {
        disk.close();
        threads.close();
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        SqliteApplication.query(connection, "PRAGMA journal_mode=WAL");
        SqliteApplication.execute(connection, "CREATE TABLE t(v)");
        insert(connection, 10);
        return connection;
    }

    private static void insert(Connection connection, int rows) throws SQLException {
        for (int row = 0; row < rows; row++) {
            SqliteApplication.execute(connection, "INSERT INTO t VALUES(1)");
        }
    }

    private void look(Disk with) throws IOException {
        for (Path path : List.of(database, index)) {
            try (SourceFile file = with.open(path)) {
                assertThat(file.read(ByteBuffer.allocate(4096), 0)).isEqualTo(4096);
                assertThat(file.size()).isEqualTo(Files.size(path));
            }
        }
        with.locks(database);
    }

    /// What another process sees that opens the database and closes it again, as the last one or not.
    private String countElsewhere() {
        try (SqliteProcess other = SqliteProcess.start()) {
            var connection = other.open(database);
            String count = connection.query("SELECT count(*) FROM t");
            connection.close();
            return count;
        }
    }

    @Test
    void keepsTheLocksOfAnApplicationInTheSameProcess() throws Exception {
        try (Connection connection = connect()) {
            KernelLocks ofDatabase = KernelLocks.of(database);
            KernelLocks ofIndex = KernelLocks.of(index);
            assertThat(ofDatabase.lines()).containsExactly("POSIX READ 1073741826 1073742335");
            assertThat(ofIndex.lines()).isNotEmpty();
            for (int time = 0; time < 10; time++) {
                look(disk);
            }
            assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.SHARED);
            assertThat(KernelLocks.of(database)).isEqualTo(ofDatabase);
            assertThat(KernelLocks.of(index)).isEqualTo(ofIndex);
            assertThat(countElsewhere()).isEqualTo("10");
            assertThat(directory.resolve("app.db-wal")).exists();
            insert(connection, 50);
            look(disk);
            assertThat(countElsewhere()).isEqualTo("60");
        }
        assertThat(countElsewhere()).isEqualTo("60");
    }

    /// What would happen without: that the test above can see it.
    @Test
    void thePlainDiskDropsThem() throws Exception {
        try (Connection connection = connect()) {
            assertThat(KernelLocks.of(database).lines()).isNotEmpty();
            look(PosixDisk.open());
            assertThat(KernelLocks.of(database).lines()).isEmpty();
            assertThat(KernelLocks.of(index).lines()).isEmpty();
            countElsewhere();
            assertThat(directory.resolve("app.db-wal")).doesNotExist();
            insert(connection, 50);
            assertThat(countElsewhere()).isEqualTo("10");
        }
    }

    @Test
    void readsAsThePlainDiskDoes() throws IOException {
        byte[] content = new byte[3 * DescriptorThread.BUFFER_BYTES / 2 + 7];
        new Random(20).nextBytes(content);
        Path file = Files.write(directory.resolve("file"), content);
        for (ByteBuffer buffer :
                List.of(ByteBuffer.allocate(content.length + 1), ByteBuffer.allocateDirect(content.length + 1))) {
            try (SourceFile source = disk.open(file)) {
                assertThat(source.read(buffer, 5)).isEqualTo(content.length - 5);
                byte[] read = new byte[buffer.position()];
                buffer.flip().get(read);
                assertThat(read).isEqualTo(Arrays.copyOfRange(content, 5, content.length));
                assertThat(source.read(ByteBuffer.allocate(9), content.length)).isZero();
                assertThat(source.read(ByteBuffer.allocate(9), 1L << 40)).isZero();
                assertThat(source.read(ByteBuffer.allocate(0), 0)).isZero();
            }
        }
        assertThatThrownBy(() -> disk.open(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.locks(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        try (SourceFile folder = disk.open(directory)) {
            assertThatThrownBy(() -> folder.read(ByteBuffer.allocate(9), 0)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClosedFileReadsNoOther() throws IOException {
        SourceFile first = disk.open(Files.write(directory.resolve("first"), new byte[1]));
        first.close();
        first.close();
        List<SourceFile> later = Stream.generate(() -> opened(Path.of("/proc/version")))
                .limit(THREADS)
                .toList();
        assertThatThrownBy(() -> first.read(ByteBuffer.allocate(9), 0)).hasMessageContaining("first: closed");
        for (SourceFile file : later) {
            assertThat(file.read(ByteBuffer.allocate(9), 0)).isEqualTo(9);
            file.close();
        }
    }

    private SourceFile opened(Path path) {
        try {
            return disk.open(path);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    @Timeout(60)
    void servesManyCallersAndLeaksNothing() throws Exception {
        List<Path> tables = tablesOfItsOwn();
        assertThat(tables).hasSize(THREADS);
        List<Long> before = sizes(tables);
        Path file = Files.write(directory.resolve("file"), "content".getBytes());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> caller = () -> {
                ByteBuffer buffer = ByteBuffer.allocate(7);
                for (int time = 0; time < 500; time++) {
                    try (SourceFile source = disk.open(file)) {
                        source.read(buffer.clear(), 0);
                        disk.locks(file);
                    }
                }
                return new String(buffer.array());
            };
            List<Future<String>> answers = callers.invokeAll(
                    IntStream.range(0, 16).mapToObj(i -> caller).toList());
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo("content");
            }
        }
        assertThat(sizes(tables)).isEqualTo(before);
        assertThat(tablesOfItsOwn()).isEqualTo(tables);
        disk.close();
        threads.close();
        // To Java a thread is over a moment before it is to the kernel.
        while (!tablesOfItsOwn().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> disk.open(file)).hasMessageContaining("errno 9");
    }

    /// The threads of this process that do not have a file that the others have: a thread shares the table of the
    /// one that started it, so there would be more of them if one of ours had ever started another.
    private List<Path> tablesOfItsOwn() throws IOException {
        Path marker = Files.write(directory.resolve("marker"), new byte[1]);
        try (var open = Files.newByteChannel(marker);
                Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            assertThat(open.isOpen()).isTrue();
            return tasks.map(task -> task.resolve("fd"))
                    .filter(table -> isWithout(marker, table))
                    .sorted()
                    .toList();
        }
    }

    /// That of a thread that ends at this moment is empty, and nobody's.
    private static boolean isWithout(Path marker, Path table) {
        List<Path> files = files(table).toList();
        return !files.isEmpty() && !files.contains(marker);
    }

    private static List<Long> sizes(List<Path> tables) {
        return tables.stream().map(table -> files(table).count()).toList();
    }

    private static Stream<Path> files(Path table) {
        try (Stream<Path> descriptors = Files.list(table)) {
            return descriptors.flatMap(OwnDescriptorsTest::target).toList().stream();
        } catch (IOException ended) {
            return Stream.of();
        }
    }

    private static Stream<Path> target(Path descriptor) {
        try {
            return Stream.of(Files.readSymbolicLink(descriptor));
        } catch (IOException closed) {
            return Stream.of();
        }
    }
}
