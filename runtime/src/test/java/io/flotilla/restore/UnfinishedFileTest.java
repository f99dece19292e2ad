package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedFileTest {

    @TempDir
    Path directory;

    private UnfinishedFile create() throws IOException {
        return UnfinishedFile.create(new OutputPlace(directory.resolve("restored.db")));
    }

    private long size() throws IOException {
        return Files.size(directory.resolve(".flotilla-restore-1.tmp"));
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
            assertThat(size()).isZero();
            file.write(page(7), 512);
            file.write(page(0), 1024);
            assertThat(size()).isEqualTo(1024);
            file.truncate(512);
            file.write(page(0), 512);
            assertThat(size()).isEqualTo(512);
            file.extend(2048);
            assertThat(size()).isEqualTo(2048);
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
}
