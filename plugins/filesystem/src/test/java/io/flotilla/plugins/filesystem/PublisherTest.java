package io.flotilla.plugins.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublisherTest {

    @TempDir
    Path directory;

    @Test
    @Tag("S-17")
    void refusesWhereNoWayIsSafe() throws IOException {
        Path temporary = Files.createFile(directory.resolve("temporary"));

        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> Publisher.byRename(Optional.empty()).publish(temporary, directory.resolve("object")))
                .withMessageContaining("neither hard links nor a rename that never replaces");
        assertThat(directory.resolve("object")).doesNotExist();
    }
}
