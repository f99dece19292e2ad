package io.flotilla.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathBytesTest {

    @TempDir
    Path directory;

    @Test
    void keepsNamesThatAreNotUtf8() throws IOException {
        byte[] bytes = bytesBelow(new byte[] {'a', (byte) 0xff, '?', '%', '\n', (byte) 0xc3, '#', ' '});
        Path path = PathBytes.toPath(bytes);
        Files.createFile(path);

        Path listed;
        try (var files = Files.list(directory)) {
            listed = files.findFirst().orElseThrow();
        }
        assertThat(listed).isEqualTo(path);
        assertThat(PathBytes.of(listed)).isEqualTo(bytes);
    }

    @Test
    void keepsTheNameOfADirectoryThatIsNotUtf8() throws IOException {
        byte[] bytes = bytesBelow(new byte[] {'d', (byte) 0xfe});
        Path path = Files.createDirectory(PathBytes.toPath(bytes));

        assertThat(PathBytes.of(path)).isEqualTo(bytes);
    }

    @Test
    void addsASuffixToAnyName() {
        assertThat(PathBytes.withSuffix(Path.of("/a/ü.db"), "-wal")).isEqualTo(Path.of("/a/ü.db-wal"));

        Path odd = PathBytes.withSuffix(PathBytes.toPath(new byte[] {'/', (byte) 0xff}), "-wal");
        assertThat(PathBytes.of(odd)).isEqualTo(new byte[] {'/', (byte) 0xff, '-', 'w', 'a', 'l'});
    }

    @Test
    void bringsAnyBytesBack() {
        long seed = RandomGenerator.getDefault().nextLong();
        RandomGenerator random = new java.util.SplittableRandom(seed);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[2 + random.nextInt(20)];
            bytes[0] = '/';
            for (int i = 1; i < bytes.length; i++) {
                int value = 1 + random.nextInt(255);
                bytes[i] = (byte) (value == '/' ? 'x' : value);
            }
            assertThat(PathBytes.of(PathBytes.toPath(bytes)))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
        }
    }

    private byte[] bytesBelow(byte[] name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write((directory + "/").getBytes(UTF_8));
        bytes.write(name);
        return bytes.toByteArray();
    }
}
