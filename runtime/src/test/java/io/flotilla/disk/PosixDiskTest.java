package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixDiskTest {

    @TempDir
    Path directory;

    private PosixDisk disk;

    @BeforeEach
    void open() throws IOException {
        disk = PosixDisk.open();
    }

    private FileStatus status(Path path) throws IOException {
        return disk.status(path).orElseThrow();
    }

    @Test
    void tellsTheStatusOfAFile() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1234]);
        var time = FileTime.from(1_700_000_000_123_456_789L, TimeUnit.NANOSECONDS);
        Files.setLastModifiedTime(file, time);
        FileStatus status = status(file);
        assertThat(status.kind()).isEqualTo(FileStatus.Kind.FILE);
        assertThat(status.size()).isEqualTo(1234);
        assertThat(status.links()).isEqualTo(1);
        assertThat(status.modifiedNanos()).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(status.changedNanos()).isGreaterThan(status.modifiedNanos());
        assertThat(status.inode()).isEqualTo(((Number) Files.getAttribute(file, "unix:ino")).longValue());
        Files.createLink(directory.resolve("link"), file);
        assertThat(status(file).links()).isEqualTo(2);
    }

    @Test
    void followsLinksAndKnowsWhatIsNotThere() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(status(link)).isEqualTo(status(file));
        assertThat(disk.realPath(link)).isEqualTo(file.toRealPath());
        Files.delete(file);
        assertThat(disk.status(link)).isEmpty();
        assertThat(disk.status(file)).isEmpty();
        assertThat(disk.status(directory.resolve("none/file"))).isEmpty();
        Path plain = Files.write(directory.resolve("plain"), new byte[1]);
        assertThat(disk.status(plain.resolve("inner"))).isEmpty();
    }

    @Test
    void aFileThatReplacesAnotherIsNotTheSame() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1]);
        FileStatus before = status(file);
        Files.write(file, new byte[2]);
        assertThat(status(file).sameFile(before)).isTrue();
        assertThat(status(file)).isNotEqualTo(before);
        Path other = Files.write(directory.resolve("other"), new byte[2]);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(status(file).sameFile(before)).isFalse();
        // The number of the inode may be given out again at once; the time of birth is not.
        Files.delete(file);
        Files.write(file, new byte[2]);
        assertThat(status(file).sameFile(before)).isFalse();
    }

    /// As on NFS: procfs keeps no time of birth.
    @Test
    void knowsNoTimeOfBirthWhereTheFileSystemHasNone() throws IOException {
        FileStatus status = status(Path.of("/proc/version"));
        assertThat(status.modifiedNanos()).isPositive();
        assertThat(status.bornNanos()).isZero();
        Path file = Files.createFile(directory.resolve("file"));
        Files.setLastModifiedTime(file, FileTime.from(1, TimeUnit.SECONDS));
        assertThat(status(file).bornNanos()).isGreaterThan(status(file).modifiedNanos());
    }

    @Test
    void readsAtAnyOffset() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3, 4, 5});
        try (SourceFile source = disk.open(file)) {
            assertThat(source.size()).isEqualTo(5);
            ByteBuffer buffer = ByteBuffer.allocate(4);
            assertThat(source.read(buffer, 3)).isEqualTo(2);
            assertThat(Arrays.copyOf(buffer.array(), 2)).containsExactly(4, 5);
            assertThat(source.read(ByteBuffer.allocate(1), 5)).isZero();
            assertThat(source.read(ByteBuffer.allocate(1), 1L << 40)).isZero();
            assertThat(source.read(ByteBuffer.allocate(0), 0)).isZero();
        }
        assertThatThrownBy(() -> disk.open(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void listsEntriesWithoutFollowingThem() throws IOException, InterruptedException {
        Files.write(directory.resolve("file"), new byte[1]);
        Files.createDirectory(directory.resolve("directory"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        new ProcessBuilder("mkfifo", directory.resolve("pipe").toString())
                .start()
                .waitFor();
        List<DirectoryEntry> entries = disk.list(directory);
        assertThat(entries)
                .containsExactlyInAnyOrder(
                        new DirectoryEntry(directory.resolve("file"), DirectoryEntry.Kind.FILE),
                        new DirectoryEntry(directory.resolve("directory"), DirectoryEntry.Kind.DIRECTORY),
                        new DirectoryEntry(directory.resolve("link"), DirectoryEntry.Kind.SYMBOLIC_LINK),
                        new DirectoryEntry(directory.resolve("pipe"), DirectoryEntry.Kind.OTHER));
        assertThatThrownBy(() -> disk.list(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.list(directory.resolve("file"))).isInstanceOf(NotDirectoryException.class);
        assertThat(status(directory.resolve("pipe")).kind()).isEqualTo(FileStatus.Kind.OTHER);
    }

    @Test
    void takesNamesAsBytes() throws IOException {
        byte[] folder = PathBytes.of(directory);
        byte[] name = {'/', 'a', (byte) 0xff, (byte) 0xc3, ' ', '%', '\n', (byte) 0x80};
        byte[] whole = Arrays.copyOf(folder, folder.length + name.length);
        System.arraycopy(name, 0, whole, folder.length, name.length);
        Path odd = PathBytes.toPath(whole);
        Files.write(odd, new byte[] {7});
        Files.write(PathBytes.withSuffix(odd, "-wal"), new byte[] {8, 9});
        List<DirectoryEntry> entries = disk.list(directory);
        assertThat(entries.stream().map(entry -> PathBytes.of(entry.path())).map(bytes -> bytes.length - folder.length))
                .containsExactlyInAnyOrder(name.length, name.length + 4);
        assertThat(entries.stream().map(DirectoryEntry::path)).contains(odd);
        assertThat(status(odd).size()).isEqualTo(1);
        assertThat(status(PathBytes.withSuffix(odd, "-wal")).size()).isEqualTo(2);
        assertThat(PathBytes.of(disk.realPath(odd))).endsWith(name);
        try (SourceFile source = disk.open(odd)) {
            assertThat(source.size()).isEqualTo(1);
        }
    }

    @Test
    void countsTheBytesThatAreRead() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[100]);
        var metered = new MeteredDisk(disk);
        try (SourceFile source = metered.open(file)) {
            assertThat(source.read(ByteBuffer.allocate(30), 0)).isEqualTo(30);
            assertThat(source.read(ByteBuffer.allocate(30), 90)).isEqualTo(10);
            assertThat(source.size()).isEqualTo(100);
        }
        assertThat(metered.bytesRead()).isEqualTo(40);
        assertThat(metered.status(file)).isEqualTo(disk.status(file));
        assertThat(metered.bootId()).isEqualTo(disk.bootId()).isNotBlank();
    }
}
