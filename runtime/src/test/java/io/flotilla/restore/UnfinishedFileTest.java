package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedFileTest {

    @TempDir
    Path directory;

    private UnfinishedFile create() throws IOException {
        return UnfinishedFile.create(new OutputPlace(directory.resolve("restored.db")));
    }

    private static long size(UnfinishedFile file) throws IOException {
        return Files.size(file.path());
    }

    private static ByteBuffer page(int fill) {
        byte[] page = new byte[512];
        Arrays.fill(page, (byte) fill);
        return ByteBuffer.wrap(page);
    }

    @Test
    void leavesOutZeroBytesBehindAllThatWasWrittenUntilItGetsItsLength() throws IOException {
        try (UnfinishedFile file = create()) {
            file.write(page(0), 0);
            assertThat(size(file)).isZero();
            file.write(page(7), 512);
            file.write(page(0), 1024);
            assertThat(size(file)).isEqualTo(1024);
            file.truncate(512);
            file.write(page(0), 512);
            assertThat(size(file)).isEqualTo(512);
            file.extend(2048);
            assertThat(size(file)).isEqualTo(2048);
            file.publish();
        }
        assertThat(directory.resolve("restored.db")).hasBinaryContent(new byte[2048]);
    }

    @Test
    void saysThatItWasCutOffByOthers() throws IOException {
        try (UnfinishedFile file = create()) {
            file.write(page(7), 0);
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(512), 512)).isInstanceOf(EOFException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    /// By the clock of the file system, so that an old file is one that nobody writes.
    @Test
    void removesWhatAKilledRestoreLeftADayAgo() throws IOException {
        Path old = Files.createFile(directory.resolve(".flotilla-restore-1.tmp"));
        Path young = Files.createFile(directory.resolve(".flotilla-restore-2.tmp"));
        Files.setLastModifiedTime(
                old, FileTime.from(Files.getLastModifiedTime(young).toInstant().minus(Duration.ofHours(25))));

        try (UnfinishedFile file = create()) {
            assertThat(file.path().getFileName()).hasToString(".flotilla-restore-3.tmp");
            assertThat(old).doesNotExist();
            assertThat(young).exists();
        }
    }

    @Test
    void gathersPagesInWhateverOrder() throws IOException {
        byte[] expected = new byte[2000 * 512];
        var random = new Random(3);
        try (UnfinishedFile file = create()) {
            file.expect(expected.length);
            for (int write = 0; write < 5000; write++) {
                int page = write < 2000 ? write : random.nextInt(2000);
                byte[] content = new byte[512];
                random.nextBytes(content);
                System.arraycopy(content, 0, expected, page * 512, 512);
                file.write(ByteBuffer.wrap(content), page * 512L);
            }
            file.publish();
        }
        assertThat(directory.resolve("restored.db")).hasBinaryContent(expected);
    }
}
