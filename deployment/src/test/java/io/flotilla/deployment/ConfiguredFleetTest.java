package io.flotilla.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.store.TargetUrl;
import io.quarkus.test.QuarkusUnitTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Properties;
import java.util.Random;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sqlite.JDBC;

/// An application whose configuration asks for a fleet: it begins with the application, and ends with it, after a
/// last sync. It looks once an hour, so only the first look and the last sync see anything.
class ConfiguredFleetTest {

    private static final Path DIRECTORY = temporary();
    private static final long PATIENCE_MILLIS = 60_000;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withEmptyApplication()
            .setBeforeAllCustomizer(() -> write(DIRECTORY, "a.db"))
            .setAfterUndeployListener(ConfiguredFleetTest::assertEndedWell)
            .overrideConfigKey("flotilla.roots", DIRECTORY.resolve("source").toString())
            .overrideConfigKey("flotilla.target", DIRECTORY.resolve("target").toString())
            .overrideConfigKey("flotilla.state", DIRECTORY.resolve("state").toString())
            .overrideConfigKey("flotilla.key", "databases/{{name}}")
            .overrideConfigKey("flotilla.tiers.rules[0].pattern", "**/a.db")
            .overrideConfigKey("flotilla.tiers.rules[0].policy", "pinned")
            .overrideConfigKey("flotilla.tiers.rules[1].pattern", "/**")
            .overrideConfigKey("flotilla.tiers.rules[1].policy", "rate")
            .overrideConfigKey("flotilla.tiers.rules[1].settings.half-life", "1m")
            .overrideConfigKey("flotilla.interval", "1h");

    @ConfigProperty(name = "flotilla.roots")
    Path source;

    @Test
    void replicatesWhileTheApplicationRuns() {
        Path directory = source.getParent();
        Path replica = directory.resolve("target/databases/a/ltx/0/0000000000000001-0000000000000001.ltx");
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!Files.exists(replica)) {
            assertThat(System.nanoTime()).as("%s is there", replica).isLessThan(end);
            Thread.onSpinWait();
        }
        write(directory, "b.db");
    }

    private static void assertEndedWell() {
        assertThat(DIRECTORY.resolve("target/databases/b/ltx/0"))
                .as("the last sync")
                .isNotEmptyDirectory();
        try (Catalog catalog = Catalog.open(
                        DIRECTORY.resolve("state"),
                        TargetUrl.parse(DIRECTORY.resolve("target").toString()).toString(),
                        Clock.systemUTC(),
                        new Random(1))
                .catalog()) {
            assertThat(catalog.uses().wasClosedCleanly()).isTrue();
            assertThat(catalog.size()).isEqualTo(2);
        }
    }

    private static void write(Path directory, String name) {
        try {
            Path source = Files.createDirectories(directory.resolve("source"));
            try (Connection connection =
                            JDBC.createConnection("jdbc:sqlite:" + source.resolve(name), new Properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("create table t(x)");
            }
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("flotilla-configured");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
