package io.flotilla.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.Disk;
import io.flotilla.disk.OwnDescriptors;
import io.flotilla.fleet.Change;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.Scanner;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An application that knows better which databases there are.
class OwnScannerTest {

    private static final Path DIRECTORY = temporary();

    /// It is asked instead of the engine's.
    @Singleton
    public static class OwnScanner implements Scanner {

        private final CountDownLatch swept = new CountDownLatch(1);

        @Override
        public Discovered discover() {
            return new Discovered(0, List.of());
        }

        @Override
        public void sweep(Consumer<DatabaseId> changes) {
            swept.countDown();
        }

        @Override
        public Optional<Change> look(DatabaseId database) {
            return Optional.empty();
        }
    }

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(OwnScanner.class))
            .overrideConfigKey("flotilla.roots", DIRECTORY.toString())
            .overrideConfigKey("flotilla.target", DIRECTORY.resolve("target").toString())
            .overrideConfigKey("flotilla.state", DIRECTORY.resolve("state").toString());

    @Inject
    Fleet fleet;

    @Inject
    Scanner scanner;

    @Inject
    Disk disk;

    /// The application may have the same databases open.
    @Test
    void theFleetHasDescriptorsOfItsOwn() {
        assertThat(disk).isInstanceOf(OwnDescriptors.class);
    }

    @Test
    void theFleetAsksTheScannerOfTheApplication() throws Exception {
        assertThat(scanner).isInstanceOf(OwnScanner.class);
        assertThat(((OwnScanner) scanner).swept.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(fleet.summary().databases()).isZero();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("flotilla-scanner");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
