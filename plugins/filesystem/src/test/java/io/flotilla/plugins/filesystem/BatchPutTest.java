package io.flotilla.plugins.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The order of the durable steps, and what is left when one of them fails.
final class BatchPutTest {

    @TempDir
    Path root;

    private final List<String> steps = new ArrayList<>();
    private Optional<Workbench> workbench = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        workbench = Optional.of(Workbench.open(root, Kernel.find()));
    }

    @AfterEach
    void close() throws IOException {
        workbench.orElseThrow().close();
    }

    @Test
    @Tag("D-6")
    void givesNamesToDurableContentsAndAnswersWhenTheNamesAreDurable() {
        assertThat(put(new Steps(""), "a/b/1", "a/2")).allMatch(PutResult.Stored.class::isInstance);

        assertThat(steps)
                .containsExactly(
                        "written with names []",
                        "written with names []",
                        "contents with names []",
                        "directories [, a, a/b] with names [a/2, a/b/1]");
    }

    @Test
    @Tag("D-4")
    void storesNothingWhenContentsAreNotDurable() {
        assertUnavailable(put(new Steps("contents"), "a/1", "a/2"));

        assertThat(names()).isEmpty();
        assertThat(root.resolve("a")).doesNotExist();
    }

    @Test
    void storesNothingOfAFileThatIsNotDurable() {
        assertUnavailable(put(new Steps("written"), "a/1"));

        assertThat(names()).isEmpty();
    }

    @Test
    @Tag("D-4")
    void takesTheNamesBackWhenTheyAreNotDurable() {
        assertUnavailable(put(new Steps("directories"), "a/1", "a/2"));

        assertThat(names()).isEmpty();
        assertThat(put(new Steps(""), "a/1", "a/2")).allMatch(PutResult.Stored.class::isInstance);
    }

    @Test
    void makesTheNameOfAnExistingObjectDurableBeforeSayingThatItIsThere() {
        put(new Steps(""), "a/b/1");
        steps.clear();

        List<PutResult> results = put(new Steps(""), "a/b/1");

        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        PutResult.NotStored.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(TargetException.AlreadyExists.class));
        assertThat(steps).last().isEqualTo("directories [, a, a/b] with names [a/b/1]");
    }

    @Test
    void leavesAnExistingObjectWhereItIsWhenItsNameIsNotDurable() {
        put(new Steps(""), "a/1");

        assertUnavailable(put(new Steps("directories"), "a/1"));

        assertThat(names()).containsExactly("a/1");
    }

    private List<PutResult> put(Durability durability, String... keys) {
        List<PutRequest> batch = Stream.of(keys)
                .map(key -> new PutRequest(ObjectKey.of(key), new BytesPayload(key.getBytes(UTF_8)), Instant.EPOCH))
                .toList();
        Publisher publisher = Publisher.best(Optional.empty());
        return new BatchPut(new ObjectTree(root), workbench.orElseThrow(), publisher, durability).run(batch);
    }

    private List<String> names() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(name -> !name.startsWith(".flotilla-tmp"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void assertUnavailable(List<PutResult> results) {
        assertThat(results)
                .isNotEmpty()
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                PutResult.NotStored.class,
                                failed -> assertThat(failed.cause()).isInstanceOf(TargetException.Unavailable.class)));
    }

    /// Notes each step and what is visible at that moment, and fails at one of them.
    private final class Steps implements Durability {

        private final String failing;

        private Steps(String failing) {
            this.failing = failing;
        }

        @Override
        public void written(FileChannel file) throws IOException {
            step("written");
        }

        @Override
        public void contents() throws IOException {
            step("contents");
        }

        @Override
        public void directories(Collection<Path> changed) throws IOException {
            step("directories " + changed.stream().map(root::relativize).toList());
        }

        private void step(String step) throws IOException {
            steps.add(step + " with names " + names());
            if (!failing.isEmpty() && step.startsWith(failing)) {
                throw new IOException("Input/output error, as ordered");
            }
        }
    }
}
