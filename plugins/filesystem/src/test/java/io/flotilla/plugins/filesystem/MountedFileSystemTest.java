package io.flotilla.plugins.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On file systems of its own, which only root can mount: small, read-only, or within another one.
final class MountedFileSystemTest {

    @TempDir
    Path directory;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString()) == 0,
                "a file system of one's own cannot be mounted here (that needs root), so this was not tested");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-R", directory.toString());
    }

    @Test
    void endsItsReadsWhereTheDiskIsOfThisHost() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        assertThat(run("mount", "-t", "ramfs", "ramfs", other.toString())).isZero();
        try (ReplicaTarget known = open(directory);
                ReplicaTarget unknown = open(other)) {
            assertThat(known.endsReads()).isTrue();
            assertThat(unknown.endsReads()).isFalse();
        }
    }

    @Test
    @Tag("D-1")
    void saysThatTheDiskIsFullAndGoesOnWhenThereIsSpaceAgain() throws Exception {
        try (ReplicaTarget target = open(directory)) {
            assertThat(target.put(List.of(request("small", 100_000)))).allMatch(PutResult.Stored.class::isInstance);

            assertFailed(
                    target.put(List.of(request("big", 2_000_000))), TargetException.Unavailable.class, "disk is full");
            assertThat(keys(target)).containsExactly("small");

            assertThat(target.put(List.of(request("fits", 800_000)))).allMatch(PutResult.Stored.class::isInstance);
        }
    }

    @Test
    void storesWhatFitsOfABatchThatDoesNot() throws Exception {
        try (ReplicaTarget target = open(directory)) {
            List<PutResult> results = target.put(IntStream.range(0, 40)
                    .mapToObj(i -> request("n" + i, 50_000))
                    .toList());

            List<String> stored = results.stream()
                    .filter(PutResult.Stored.class::isInstance)
                    .map(result -> result.key().toString())
                    .sorted()
                    .toList();
            assertThat(stored).hasSizeBetween(5, 20);
            assertThat(keys(target)).isEqualTo(stored);
        }
    }

    @Test
    void readsFromAReadOnlyFileSystemAndRefusesToWrite() throws Exception {
        try (ReplicaTarget writable = open(directory)) {
            writable.put(List.of(request("a", 1)));
        }
        assertThat(run("mount", "-o", "remount,ro", directory.toString())).isZero();

        try (ReplicaTarget target = open(directory);
                InputStream stream = target.open(ObjectKey.of("a"), ByteRange.ALL)) {
            assertThat(stream.readAllBytes()).hasSize(1);
            assertThat(keys(target)).containsExactly("a");
            assertFailed(target.put(List.of(request("b", 1))), TargetException.Refused.class, "read-only file system");
            assertThat(target.delete(List.of(ObjectKey.of("a"))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            DeleteResult.NotDeleted.class,
                            failed -> assertThat(failed.cause())
                                    .isInstanceOf(TargetException.Refused.class)
                                    .hasMessageContaining("read-only file system"));
        }
    }

    @Test
    void refusesToPutIntoAnotherFileSystemWithinItsRoot() throws Exception {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", inner.toString()))
                .isZero();

        try (ReplicaTarget target = open(directory)) {
            assertFailed(
                    target.put(List.of(request("inner/a", 1))), TargetException.Refused.class, "another file system");
        }
    }

    private static ReplicaTarget open(Path root) throws TargetException {
        return new FileSystemTargetFactory().open(root.toUri(), Settings.NONE);
    }

    private static PutRequest request(String key, int bytes) {
        return new PutRequest(ObjectKey.of(key), new BytesPayload(new byte[bytes]), Instant.EPOCH);
    }

    private static List<String> keys(ReplicaTarget target) throws IOException {
        return target.list(ListRequest.below(ObjectKey.ROOT)).objects().stream()
                .map(ListedObject::key)
                .map(ObjectKey::toString)
                .toList();
    }

    private static void assertFailed(List<PutResult> results, Class<? extends TargetException> cause, String text) {
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        PutResult.NotStored.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(cause).hasMessageContaining(text));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
