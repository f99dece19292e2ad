package io.flotilla.plugins.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.plugins.contract.BrokenPayload;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSystemTargetTest {

    private static final Instant MOMENT = Instant.parse("2026-02-03T04:05:06.789Z");

    @TempDir
    Path directory;

    private Path root = Path.of("/");
    private ReplicaTarget target = new MemoryTarget();

    @BeforeEach
    void open() throws IOException {
        root = directory.resolve("target");
        target = open(root);
    }

    @AfterEach
    void close() {
        target.close();
    }

    // On disk

    @Test
    void storesAnObjectAsAFileWithItsTimestamp() throws IOException {
        put("a/b.db/ltx/0/1.ltx");

        Path file = root.resolve("a/b.db/ltx/0/1.ltx");
        assertThat(file).hasContent("a/b.db/ltx/0/1.ltx");
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(MOMENT);
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
    }

    @Test
    void saysThatTimestampsAreExact() throws IOException {
        put("a");

        assertThat(objects()).singleElement().isEqualTo(new ListedObject(ObjectKey.of("a"), 1, MOMENT, true));
    }

    @Test
    void listsWhatAnotherProgramPutThere() throws IOException {
        Files.createDirectories(root.resolve("x/ltx/0"));
        Files.writeString(root.resolve("x/ltx/0/1"), "foreign");

        assertThat(keys()).containsExactly("x/ltx/0/1");
        assertThat(read("x/ltx/0/1")).isEqualTo("foreign");
    }

    @Test
    void keepsTheBytesOfNamesThatAreNotUtf8() throws Exception {
        ObjectKey key = ObjectKey.ofBytes(new byte[] {'d', '/', (byte) 0xE9, '\n', '%'});
        assertStored(put(key));

        Process shell = new ProcessBuilder("sh", "-c", "printf 'd/\\351\\n%%' | xargs -0 cat")
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(shell.getInputStream().readAllBytes()).isEqualTo(key.bytes());
    }

    @Test
    @Tag("I-5")
    void cutsSegmentsThatTheFileSystemDoesNotTakeIntoParts() throws IOException {
        String longSegment = "x".repeat(256);
        put("a/" + longSegment + "/b");

        assertThat(root.resolve("a/.flotilla-part-" + "x".repeat(240) + "/.flotilla-name-" + "x".repeat(16) + "/b"))
                .isRegularFile();
    }

    @Test
    void keepsSegmentsOfEveryLengthInOrder() throws IOException {
        List<String> names = Stream.concat(
                        IntStream.of(1, 239, 240, 241, 254, 255, 256, 257, 479, 480, 481, 482, 720, 1000)
                                .mapToObj("x"::repeat),
                        Stream.of("x".repeat(240) + "a", "x".repeat(240) + "a".repeat(20), "x".repeat(240) + "z", "y"))
                .toList();
        names.forEach(this::put);
        List<String> sorted = names.stream().sorted().toList();

        assertThat(keys()).isEqualTo(sorted);
        for (int i = 0; i < sorted.size(); i++) {
            assertThat(read(sorted.get(i))).isEqualTo(sorted.get(i));
            assertThat(names(ListRequest.below(ObjectKey.ROOT).after(ObjectKey.of(sorted.get(i)))))
                    .isEqualTo(sorted.subList(i + 1, sorted.size()));
        }
    }

    @Test
    void keepsObjectsWithNamesLikeItsOwn() throws IOException {
        List<String> names = List.of(
                ".flotilla-",
                ".flotilla-name-a",
                ".flotilla-part-" + "b".repeat(240),
                ".flotilla-tmp/a",
                ".flotilla-x");
        names.forEach(this::put);

        assertThat(keys()).isEqualTo(names.stream().sorted().toList());
        for (String name : names) {
            assertThat(read(name)).isEqualTo(name);
        }
    }

    @Test
    void doesNotTouchTheDirectoryUntilTheFirstPut() throws IOException {
        assertThat(keys()).isEmpty();
        target.delete(List.of(ObjectKey.of("a")));
        assertThat(root).doesNotExist();

        put("a");
        assertThat(root).isDirectory();
    }

    // Crashes

    @Test
    void leavesNoTemporaryFileBehind() throws IOException {
        IntStream.range(0, 40).forEach(i -> put("a/" + i));
        put("a/1");
        target.put(List.of(new PutRequest(ObjectKey.of("b"), BrokenPayload.failingAfter(1, 2), MOMENT)));
        assertThat(temporaryFiles()).extracting(Path::getFileName).containsExactly(Path.of("lock"));

        target.close();
        assertThat(temporaryFiles()).isEmpty();
    }

    /// As on a disk that stands still.
    @Test
    @Tag("P-9")
    void aPutThatDoesNotEndHoldsUpNoCloseAndCleansUpWhenItEnds() throws Exception {
        put("a");
        var begun = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var slow = new WaitingPayload(new BytesPayload(new byte[] {1}), begun, released);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<List<PutResult>> put =
                    threads.submit(() -> target.put(List.of(new PutRequest(ObjectKey.of("b"), slow, MOMENT))));
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

            target.close();

            assertThat(put).isNotDone();
            assertThat(temporaryFiles()).isNotEmpty();
            released.countDown();
            assertStored(put.get(1, TimeUnit.MINUTES));
            assertThat(temporaryFiles()).isEmpty();
        } finally {
            released.countDown();
        }
    }

    private record WaitingPayload(Payload content, CountDownLatch begun, CountDownLatch released) implements Payload {

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open() throws IOException {
            begun.countDown();
            try {
                released.await();
            } catch (InterruptedException ended) {
                throw new IOException(ended);
            }
            return content.open();
        }
    }

    @Test
    @Tag("P-2")
    void sweepsWhatAKilledProcessLeftBehind() throws IOException {
        Path left = Files.createDirectories(root.resolve(".flotilla-tmp/killed"));
        Files.writeString(left.resolve("lock"), "");
        Files.writeString(left.resolve("17"), "half an obj");
        assertThat(keys()).isEmpty();

        put("a");

        assertThat(left).doesNotExist();
        assertThat(keys()).containsExactly("a");
    }

    @Test
    void leavesTheWorkbenchOfALivingTargetAlone() throws IOException {
        put("a");
        List<Path> before = temporaryFiles();
        try (ReplicaTarget second = open(root)) {
            assertStored(second.put(List.of(request(ObjectKey.of("b")))));
            assertThat(temporaryFiles()).hasSize(2).containsAll(before);
        }

        put("c");
        assertThat(keys()).containsExactly("a", "b", "c");
    }

    @Test
    void leavesTheWorkbenchOfALivingProcessAlone() throws Exception {
        Path bench = Files.createDirectories(root.resolve(".flotilla-tmp/other-process"));
        Files.writeString(bench.resolve("17"), "being written");
        Process other = new ProcessBuilder("flock", "lock", "sh", "-c", "echo locked; cat")
                .directory(bench.toFile())
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            put("a");
            assertThat(bench.resolve("17")).exists();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void goesOnWhenItsWorkbenchWasTakenAway() throws IOException {
        put("a");
        Path bench = temporaryFiles().getFirst().getParent();
        Files.delete(bench.resolve("lock"));
        Files.delete(bench);

        assertStored(put(ObjectKey.of("b")));
    }

    // Links and obstacles

    @Test
    @Tag("I-4")
    void refusesToLeaveItsRootThroughALink() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        put("a/b");
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("a/file"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("a/nowhere"), outside.resolve("nothing"));

        for (String key : List.of("link/new", "link/secret", "a/file", "a/nowhere")) {
            assertFailed(put(ObjectKey.of(key)), TargetException.Refused.class, "symbolic link");
            assertThatExceptionOfType(TargetException.Refused.class)
                    .isThrownBy(() -> target.open(ObjectKey.of(key), ByteRange.ALL))
                    .withMessageContaining("symbolic link");
            assertThat(target.delete(List.of(ObjectKey.of(key))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            DeleteResult.NotDeleted.class,
                            failed -> assertThat(failed.cause()).isInstanceOf(TargetException.Refused.class));
        }
        assertThat(keys()).containsExactly("a/b");
        assertThatExceptionOfType(TargetException.Refused.class).isThrownBy(() -> names(below("link")));
        assertThat(outside).isDirectoryContaining("glob:**/secret");
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void refusesAWorkbenchBehindALink() throws IOException {
        Files.createDirectories(root);
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.createSymbolicLink(root.resolve(".flotilla-tmp"), outside);

        assertFailed(put(ObjectKey.of("a")), TargetException.Refused.class, ".flotilla-tmp");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void mayItselfBeReachedThroughALink() throws IOException {
        Files.createDirectories(root);
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        try (ReplicaTarget linked = open(link)) {
            assertStored(linked.put(List.of(request(ObjectKey.of("a")))));
        }

        assertThat(keys()).containsExactly("a");
    }

    @Test
    void refusesAnObjectWhereADirectoryIsAndBelowAnotherObject() {
        put("a/b");

        assertFailed(
                put(ObjectKey.of("a")),
                TargetException.Refused.class,
                root.resolve("a").toString());
        assertFailed(
                put(ObjectKey.of("a/b/c")),
                TargetException.Refused.class,
                root.resolve("a/b").toString());
    }

    @Test
    void refusesAPathThatIsTooLong() {
        String key = ("x".repeat(250) + "/").repeat(20) + "x";

        assertFailed(put(ObjectKey.of(key)), TargetException.Refused.class, "longer than the file system takes");
    }

    @Test
    void saysThatAFileWasCutShortWhileItWasRead() throws IOException {
        assertStored(
                target.put(List.of(new PutRequest(ObjectKey.of("a"), new BytesPayload(new byte[100_000]), MOMENT))));

        try (InputStream stream = target.open(ObjectKey.of("a"), ByteRange.ALL)) {
            stream.readNBytes(1000);
            try (FileChannel file = FileChannel.open(root.resolve("a"), StandardOpenOption.WRITE)) {
                file.truncate(2000);
            }
            assertThatExceptionOfType(TargetException.Unavailable.class)
                    .isThrownBy(stream::readAllBytes)
                    .withMessageContaining("at 2000 instead of 100000");
        }
    }

    @Test
    void readsOnWhatWasRemovedMeanwhile() throws IOException {
        put("a");
        try (InputStream stream = target.open(ObjectKey.of("a"), ByteRange.ALL)) {
            target.delete(List.of(ObjectKey.of("a")));
            assertThat(stream.readAllBytes()).asString().isEqualTo("a");
        }
    }

    private ReplicaTarget open(Path at) throws TargetException {
        return new FileSystemTargetFactory().open(at.toUri(), Settings.NONE);
    }

    private void put(String key) {
        put(ObjectKey.of(key));
    }

    private List<PutResult> put(ObjectKey key) {
        return target.put(List.of(request(key)));
    }

    private static PutRequest request(ObjectKey key) {
        return new PutRequest(key, new BytesPayload(key.bytes()), MOMENT);
    }

    private String read(String key) throws IOException {
        try (InputStream stream = target.open(ObjectKey.of(key), ByteRange.ALL)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    private List<String> keys() throws IOException {
        return names(ListRequest.below(ObjectKey.ROOT));
    }

    private List<String> names(ListRequest request) throws IOException {
        return target.list(request).objects().stream()
                .map(object -> object.key().toString())
                .toList();
    }

    private List<ListedObject> objects() throws IOException {
        return target.list(ListRequest.below(ObjectKey.ROOT)).objects();
    }

    private static ListRequest below(String ancestor) {
        return ListRequest.below(ObjectKey.of(ancestor));
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(".flotilla-tmp"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void assertStored(List<PutResult> results) {
        assertThat(results).allMatch(PutResult.Stored.class::isInstance);
    }

    private static void assertFailed(List<PutResult> results, Class<? extends TargetException> cause, String text) {
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        PutResult.NotStored.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(cause).hasMessageContaining(text));
    }
}
