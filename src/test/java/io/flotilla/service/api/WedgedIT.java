package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    private static final int LAG_SECONDS = 5;
    private static final int LOOP_SECONDS = 10;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path directory;

    private Path disk;
    private final List<Connection> databases = new ArrayList<>();

    private enum Wedged {
        TARGET,
        STATE
    }

    @BeforeEach
    void mount() throws Exception {
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
        for (Connection database : databases) {
            database.close();
        }
        run("umount", "--lazy", disk.toString());
    }

    @ParameterizedTest
    @EnumSource
    void tellsThatNothingIsProtectedWhileADiskStandsStill(Wedged wedged) throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < DATABASES; i++) {
            databases.add(DriverManager.getConnection("jdbc:sqlite:" + source.resolve(i + ".db")));
        }
        write("pragma journal_mode=wal", "create table t(x)");
        Path target = (wedged == Wedged.TARGET ? disk : directory).resolve("target");
        Path state = (wedged == Wedged.STATE ? disk : directory).resolve("state");
        try (ServiceClient service = ServiceClient.start(
                program(), state, source.toString(), target.toString(), "--state", state.toString())) {
            Seen before = await(service, seen -> seen.unprotected() == 0 && seen.targetUp() == 1);
            say(wedged + ", before: " + before);
            assertThat(before.isProtected() && before.isAlive())
                    .as(before.toString())
                    .isTrue();

            assertThat(run("fsfreeze", "-f", disk.toString())).isTrue();
            Seen last = before;
            try {
                write("insert into t values (1)");
                Instant begin = Instant.now();
                while (Duration.between(begin, Instant.now()).toSeconds() < SECONDS) {
                    pause();
                    last = see(service);
                    say(String.format(
                            Locale.ROOT,
                            "%s, frozen for %d s: %s",
                            wedged,
                            Duration.between(begin, Instant.now()).toSeconds(),
                            last));
                }
            } finally {
                assertThat(run("fsfreeze", "-u", disk.toString())).isTrue();
            }
            assertThat(last.unprotected()).isEqualTo(DATABASES);
            assertThat(last.oldestSeconds()).isGreaterThan(SECONDS - LAG_SECONDS);
            assertThat(last.isProtected()).as(last.toString()).isFalse();

            Instant thawed = Instant.now();
            Seen after = await(service, seen -> seen.unprotected() == 0 && seen.isProtected() && seen.isAlive());
            say(wedged + ", " + Duration.between(thawed, Instant.now()).toSeconds() + " s after that: " + after);
        }
    }

    private Program program() throws IOException {
        Program usual = Program.flotilla(directory.resolve("log"));
        List<String> command = new ArrayList<>(List.of(
                "env",
                "FLOTILLA_HEALTH_LAG=" + LAG_SECONDS + "s",
                "FLOTILLA_HEALTH_LATE_DATABASES=0",
                "FLOTILLA_HEALTH_LOOP_AGE=" + LOOP_SECONDS + "s"));
        command.addAll(usual.command());
        return new Program(command, usual.log());
    }

    /// What it says at a moment.
    private record Seen(
            double unprotected,
            double oldestSeconds,
            double targetUp,
            double loopAge,
            boolean isProtected,
            boolean isAlive) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "unprotected %.0f, the oldest for %.1f s, target up %.0f, oldest loop %.1f s, health of the fleet %s,"
                            + " live %s",
                    unprotected,
                    oldestSeconds,
                    targetUp,
                    loopAge,
                    isProtected ? "UP" : "DOWN",
                    isAlive ? "UP" : "DOWN");
        }
    }

    private static Seen see(ServiceClient service) throws Exception {
        String metrics = service.read("/metrics");
        return new Seen(
                sum(metrics, "flotilla_unprotected_databases{"),
                most(metrics, "flotilla_oldest_unprotected_seconds{"),
                most(metrics, "flotilla_target_up"),
                most(metrics, "flotilla_loop_age_seconds{"),
                service.ask("GET", "/health/group/fleet", "read", "").statusCode() == 200,
                service.ask("GET", "/health/live", "", "").statusCode() == 200);
    }

    /// No number as long as the metric is not there.
    private static double sum(String metrics, String name) {
        return values(metrics, name).reduce(Double::sum).orElse(Double.NaN);
    }

    private static double most(String metrics, String name) {
        return values(metrics, name).max().orElse(Double.NaN);
    }

    private static DoubleStream values(String metrics, String name) {
        return metrics.lines().filter(line -> line.startsWith(name)).mapToDouble(WedgedIT::value);
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static Seen await(ServiceClient service, Predicate<Seen> wanted) throws Exception {
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        Seen seen = see(service);
        while (!wanted.test(seen)) {
            assertThat(Instant.now()).as(seen.toString()).isBefore(end);
            pause();
            seen = see(service);
        }
        return seen;
    }

    private void write(String... sql) throws SQLException {
        for (Connection database : databases) {
            try (Statement statement = database.createStatement()) {
                for (String each : sql) {
                    statement.execute(each);
                }
            }
        }
    }

    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(2, TimeUnit.SECONDS);
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
