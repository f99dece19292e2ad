package io.flotilla.plugins.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.TargetFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSystemTargetFactoryTest {

    @TempDir
    Path directory;

    private final FileSystemTargetFactory factory = new FileSystemTargetFactory();

    @Test
    void isFoundByItsScheme() {
        assertThat(ServiceLoader.load(TargetFactory.class))
                .filteredOn(found -> found.scheme().equals("file"))
                .singleElement()
                .isInstanceOfSatisfying(
                        FileSystemTargetFactory.class,
                        found -> assertThat(found.layout()).isEqualTo(ReplicaLayout.LTX_FOLDER));
    }

    @Test
    void refusesUnknownAndMalformedSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory.open(directory.toUri(), new Settings(Map.of("snyc", "true"))))
                .withMessageContaining("snyc")
                .withMessageContaining("Known: sync");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory.open(directory.toUri(), new Settings(Map.of("sync", "maybe"))))
                .withMessageContaining("maybe");
    }

    @Test
    void refusesUrlsThatNameNoDirectory() {
        for (String url : List.of("file:relative", "file://host/directory", "file:///directory#1", "s3://bucket")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> factory.open(URI.create(url), Settings.NONE))
                    .withMessageContaining(url);
        }
    }

    @Test
    void takesAUrlWhoseParametersAreStillThere() throws IOException {
        URI url = URI.create(directory.toUri() + "?sync=false");

        try (ReplicaTarget target = factory.open(url, new Settings(Map.of("sync", "false")))) {
            assertStored(target, "a");
        }
        assertThat(directory.resolve("a")).exists();
    }

    @Test
    void takesADirectoryWhoseNameIsNotUtf8() throws IOException {
        URI url = URI.create(directory.toUri() + "r%E9sum%E9%20100%25");

        try (ReplicaTarget target = factory.open(url, Settings.NONE)) {
            assertStored(target, "a");
        }
        assertThat(Path.of(url).resolve("a")).exists();
    }

    @Test
    void createsTheRootButNotItsParent() throws IOException {
        try (ReplicaTarget target = factory.open(directory.resolve("new").toUri(), Settings.NONE)) {
            assertStored(target, "a");
        }
        assertThat(directory.resolve("new/a")).exists();
        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> factory.open(directory.resolve("no/parent").toUri(), Settings.NONE))
                .withMessageContaining(directory.resolve("no") + " does not exist");
    }

    @Test
    void refusesAFileAsItsRoot() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> factory.open(file.toUri(), Settings.NONE))
                .withMessageContaining(file + " is not a directory");
    }

    private static void assertStored(ReplicaTarget target, String key) {
        PutRequest request = new PutRequest(ObjectKey.of(key), new BytesPayload(new byte[1]), Instant.EPOCH);
        assertThat(target.put(List.of(request))).containsExactly(new PutResult.Stored(request.key()));
    }
}
