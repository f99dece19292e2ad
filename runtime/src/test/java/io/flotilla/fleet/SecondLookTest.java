package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.detection.Detection;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.MeteredDisk;
import io.flotilla.disk.PosixDisk;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is seen while the sweeps stand still.
class SecondLookTest {

    @TempDir
    private Path directory;

    private long now;

    @Test
    void aWriteIsUnprotectedAlthoughTheThreadThatWouldSeeItIsDead() throws Exception {
        Path quiet = Files.writeString(directory.resolve("quiet.db"), "old");
        Path written = Files.writeString(directory.resolve("written.db"), "old");
        var disk = new MeteredDisk(PosixDisk.open());
        var heartbeats = new Heartbeats(() -> now);
        var protection = new Protection(Clock.systemUTC());
        try (Catalog catalog = Catalog.open(directory.resolve("state"), "target", Clock.systemUTC(), new Random(1))
                .catalog()) {
            for (Path database : new Path[] {quiet, written}) {
                DatabaseId id = catalog.register(
                        database, ObjectKey.of(database.getFileName().toString()));
                catalog.observe(
                        id, Fingerprint.of(disk.status(database).orElseThrow(), Optional.empty(), Optional.empty()));
            }
            Files.writeString(written, "newer");
            var second = new SecondLook(catalog, new Detection(disk, Clock.systemUTC()), protection, heartbeats);

            heartbeats.beat(Heartbeats.Loop.LOOKS);
            second.look();
            assertThat(protection.unprotected()).isEmpty();

            now += Duration.ofMinutes(3).toNanos();
            second.look();
            assertThat(protection.unprotected())
                    .containsOnlyKeys(catalog.find(written).orElseThrow());
        }
    }
}
