package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    private static final int LARGE = 3 * Scratch.MEMORY_BYTES;

    @TempDir
    Path directory;

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Scratch.Content write(Scratch scratch, byte[] bytes) throws IOException {
        Scratch.Writing writing = scratch.begin();
        for (int at = 0; at < bytes.length; at += 10_000) {
            writing.write(bytes, at, Math.min(10_000, bytes.length - at));
        }
        return writing.content();
    }

    private static byte[] read(Scratch.Content content) throws IOException {
        try (var in = content.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void keepsLittleInMemory() throws IOException {
        var scratch = Scratch.open(directory, 0);
        Scratch.Content content = write(scratch, noise(Scratch.MEMORY_BYTES));
        assertThat(directory).isEmptyDirectory();
        assertThat(read(content)).isEqualTo(noise(Scratch.MEMORY_BYTES));
        content.close();
    }

    @Test
    void movesMuchToAFileThatCanBeReadTwice() throws IOException {
        var scratch = Scratch.open(directory, LARGE);
        Scratch.Content content = write(scratch, noise(LARGE));
        assertThat(content.size()).isEqualTo(LARGE);
        assertThat(read(content)).isEqualTo(noise(LARGE));
        assertThat(read(content)).isEqualTo(noise(LARGE));
        content.close();
        content.close();
        assertThat(directory).isEmptyDirectory();
        write(scratch, noise(LARGE)).close();
    }

    @Test
    void refusesMoreThanItsBudgetUntilSpaceIsGivenBack() throws IOException {
        var scratch = Scratch.open(directory, LARGE + 1000);
        Scratch.Content first = write(scratch, noise(LARGE));
        Scratch.Writing second = scratch.begin();
        assertThatThrownBy(() -> second.write(noise(LARGE), 0, LARGE))
                .isInstanceOf(UnsettledException.class)
                .hasMessageContaining("scratch space");
        second.discard();
        first.close();
        write(scratch, noise(LARGE)).close();
    }

    @Test
    void givesBackWhatWasDiscarded() throws IOException {
        var scratch = Scratch.open(directory, LARGE);
        for (int i = 0; i < 3; i++) {
            Scratch.Writing writing = scratch.begin();
            writing.write(noise(LARGE), 0, LARGE);
            writing.discard();
            assertThat(directory).isEmptyDirectory();
        }
    }

    /// The directory is not there: no file can be made, as on a full disk.
    @Test
    @Tag("D-1")
    void givesBackWhatCouldNotBeWritten() throws IOException {
        Path gone = directory.resolve("gone");
        var scratch = Scratch.open(gone, LARGE);
        Files.delete(gone);
        for (int i = 0; i < 3; i++) {
            Scratch.Writing writing = scratch.begin();
            writing.write(noise(Scratch.MEMORY_BYTES), 0, Scratch.MEMORY_BYTES);
            assertThatThrownBy(() -> writing.write(noise(LARGE), 0, LARGE))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(UnsettledException.class);
            writing.discard();
        }
        Files.createDirectory(gone);
        write(scratch, noise(LARGE)).close();
    }

    @Test
    void removesWhatAnEarlierProcessLeft() throws IOException {
        write(Scratch.open(directory, LARGE), noise(LARGE));
        assertThat(directory).isNotEmptyDirectory();
        Scratch.open(directory, LARGE);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @Tag("D-1")
    void aDatabaseWaitsForScratchSpace() throws IOException {
        Path database = directory.resolve("app.db");
        try (var application = SqliteProcess.start()) {
            application.open(
                    database,
                    "CREATE TABLE t(v BLOB)",
                    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<300)"
                            + " INSERT INTO t SELECT randomblob(10000) FROM n");
        }
        Path state = directory.resolve("state");
        var scratch = Scratch.open(state.resolve("scratch"), 5L << 20);
        Scratch.Content other = write(scratch, noise(LARGE));
        try (var replicated = new Replicated(database, state, PosixDisk.open(), Replicated.LATER, scratch)) {
            assertThat(replicated.assertUnsettled()).contains("scratch space");
            other.close();
            assertThat(state.resolve("scratch")).isEmptyDirectory();
            replicated.catchUp();
            assertThat(state.resolve("scratch")).isEmptyDirectory();
        }
    }
}
