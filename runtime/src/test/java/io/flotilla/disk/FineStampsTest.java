package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineStampsTest {

    @TempDir
    Path directory;

    @Test
    void areThereSinceLinux613OnFileSystemsThatHaveThem() throws IOException {
        assertThat(on("6.18.44-fc", 254, 0)).isTrue();
        assertThat(on("7.0", 254, 0)).isTrue();
        assertThat(on("6.13.0", 0, 24)).isTrue();
        assertThat(on("6.12.9", 254, 0)).isFalse();
        assertThat(on("5.15", 254, 0)).isFalse();
        assertThat(on("nonsense", 254, 0)).isFalse();
    }

    @Test
    void areNotThereElsewhere() throws IOException {
        assertThat(on("6.18", 254, 1)).isFalse();
        assertThat(on("6.18", 8, 1)).isFalse();
        assertThat(on("6.18", 99, 99)).isFalse();
        assertThat(new FineStamps(directory.resolve("absent")).areOn(1)).isFalse();
    }

    /// The kernel keeps what we take it for: each change after a question has a stamp of its own.
    @Test
    void eachWriteBehindAQuestionShows() throws IOException {
        PosixDisk disk = PosixDisk.open();
        Path file = Files.write(directory.resolve("file"), new byte[1]);
        assumeTrue(disk.hasFineStamps(disk.status(file).orElseThrow()), "stamps go by ticks here");
        Set<Long> seen = new HashSet<>();
        for (int write = 0; write < 20_000; write++) {
            Files.write(file, new byte[1], StandardOpenOption.WRITE);
            assertThat(seen.add(disk.status(file).orElseThrow().changedNanos()))
                    .as("write %d", write)
                    .isTrue();
        }
    }

    private boolean on(String release, long major, long minor) throws IOException {
        Files.createDirectories(directory.resolve("sys/kernel"));
        Files.createDirectories(directory.resolve("self"));
        Files.writeString(directory.resolve("sys/kernel/osrelease"), release + "\n");
        Files.writeString(directory.resolve("self/mountinfo"), """
                25 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
                26 25 0:24 / /dev/shm rw,nosuid - tmpfs tmpfs rw
                27 25 254:1 / /old rw - ext3 /dev/vdb rw
                28 25 8:1 / /boot\\040x rw - vfat /dev/sda1 rw
                """);
        return new FineStamps(directory).areOn(major << 32 | minor);
    }
}
