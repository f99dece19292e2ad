package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a program says of itself while a disk stands still: that of its target, and that of its own state. A file
/// system of its own is frozen, so that whatever writes there waits. Figures go to standard output, a line each.
///
/// `-Dflotilla.wedged.seconds` says for how long. Needs root and loop devices.
class WedgedIT {

    private static final int DATABASES = 50;
    private static final int SECONDS = Integer.getInteger("flotilla.wedged.seconds", 12);

    private static final int NAMED = 20;
    private static final int LEFT_BEHIND = 3;

    /// Of 3 s for the databases, 5 s for the ledger, and what waits for threads to end.
    private static final Duration ENDING = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Path disk;
    private OpenDatabases databases;

    private enum Wedged {
        TARGET,
        STATE
    }

    @BeforeEach
    void mount() throws Exception {
        databases = new OpenDatabases(directory, DATABASES);
        disk = Files.createDirectory(directory.resolve("disk"));
        Path image = directory.resolve("image");
        boolean isMounted = run("sh", "-c", "command -v fsfreeze")
                && run("truncate", "-s", "256M", image.toString())
                && run("mkfs.ext4", "-q", image.toString())
                && run("mount", "-o", "loop", image.toString(), disk.toString());
        assumeThat(isMounted).as("a file system can be mounted here").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        databases.close();
        run("umount", "--lazy", disk.toString());
    }

    @ParameterizedTest
    @EnumSource
    void tellsThatNothingIsProtectedWhileADiskStandsStill(Wedged wedged) throws Exception {
        Path target = (wedged == Wedged.TARGET ? disk : directory).resolve("target");
        Path state = (wedged == Wedged.STATE ? disk : directory).resolve("state");
        try (ServiceClient service = ServiceClient.start(
                OpenDatabases.program(directory.resolve("log")),
                state,
                databases.directory(),
                target.toString(),
                "--state",
                state.toString())) {
            say(wedged + ", before: " + Seen.await(service, Seen::isWell));

            assertThat(run("fsfreeze", "-f", disk.toString())).isTrue();
            Seen last;
            try {
                databases.write();
                last = Seen.watch(service, SECONDS, line -> say(wedged + ", frozen for " + line));
            } finally {
                assertThat(run("fsfreeze", "-u", disk.toString())).isTrue();
            }
            assertThat(last.unprotected()).isEqualTo(DATABASES);
            assertThat(last.oldestSeconds()).isGreaterThan(SECONDS - OpenDatabases.LAG_SECONDS);
            assertThat(last.isProtected()).as(last.toString()).isFalse();
            assertThat(last.isAlive()).as("a restart would not help: " + last).isTrue();

            Instant thawed = Instant.now();
            Seen after = Seen.await(service, Seen::isWell);
            say(wedged + ", " + Duration.between(thawed, Instant.now()).toSeconds() + " s after that: " + after);
        }
    }

    /// The kernel lets no process go of which a thread waits for a disk: what it says is there all the same.
    @Test
    @Tag("P-9")
    void saysWhatIsLeftWhereTheDiskOfItsTargetStandsStill() throws Exception {
        Path file = Files.writeString(directory.resolve("flotilla.yml"), """
                state: %s
                shutdown-timeout: 3s
                dbs:
                  - dir: %s
                    pattern: "*.db"
                    replica:
                      path: %s
                """.formatted(
                        directory.resolve("state"), databases.directory(), disk.resolve("target")));
        Path log = directory.resolve("log");
        try (ServiceClient service = ServiceClient.start(
                OpenDatabases.program(log), directory.resolve("state"), "-config", file.toString())) {
            Seen.await(service, Seen::isWell);
            assertThat(run("fsfreeze", "-f", disk.toString())).isTrue();
            try {
                databases.write();
                Instant asked = Instant.now();
                service.terminate();
                while (!Files.readString(log).contains("Error: and " + (DATABASES - NAMED) + " more")) {
                    assertThat(Duration.between(asked, Instant.now())).isLessThan(ENDING);
                    Seen.pause();
                }
                say("what is left was said "
                        + Duration.between(asked, Instant.now()).toSeconds() + " s after SIGTERM");
            } finally {
                assertThat(run("fsfreeze", "-u", disk.toString())).isTrue();
            }
            assertThat(service.awaitEnd()).isEqualTo(LEFT_BEHIND);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    @SuppressWarnings("SystemOut") // the figures are for whoever started it
    private static void say(String figure) {
        System.out.println("wedged: " + figure);
    }
}
