package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import io.flotilla.service.packaged.Swap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// SIGTERM to the packaged program while every database has something new. Figures go to standard output, a
/// line each.
///
/// `-Dflotilla.ending.databases` says how many there are, `-Dflotilla.ending.seconds` how long the last sync
/// may take where a configuration says it.
class EndingIT {

    private static final int DATABASES = Integer.getInteger("flotilla.ending.databases", 60);

    /// For the last sync, as it is where nobody says it and as a configuration says it; and for all that is
    /// around it.
    private static final Duration USUAL = Duration.ofSeconds(30);

    private static final Duration SAID = Duration.ofSeconds(Integer.getInteger("flotilla.ending.seconds", 3));

    private static final Duration AROUND = Duration.ofSeconds(15);

    /// A second signal.
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final Pattern POSITION = Pattern.compile("\"position\":\\s*\"[0-9a-f]{16}\"");

    private static final HttpFault SILENCE = new HttpFault.Silent();
    private static final int NAMED = 20;
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path directory;

    private Program program;
    private CountedStore store;
    private FaultyProxy proxy;
    private WrittenDatabases databases;

    private enum Place {
        STORE,
        DIRECTORY
    }

    private enum Death {
        /// Requests are taken, and nobody answers.
        SILENT(Place.STORE),

        /// Nobody listens.
        REFUSES(Place.STORE),

        /// A file is where the directory was.
        IN_THE_WAY(Place.DIRECTORY);

        private final Place place;

        Death(Place place) {
            this.place = place;
        }
    }

    @BeforeEach
    void begin() throws Exception {
        program = Program.flotilla(directory.resolve("log"));
        store = CountedStore.start();
        proxy = FaultyProxy.before(store.port());
        databases = new WrittenDatabases(Files.createDirectory(directory.resolve("source")), DATABASES);
    }

    @AfterEach
    void end() throws Exception {
        databases.close();
        proxy.close();
        store.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("P-9")
    void bringsToTheTargetWhatWasWrittenJustBefore(Place place) throws Exception {
        Process process = replicating("", place);
        databases.write(databases.all());

        Duration time = terminated(process);

        say(place + ": " + DATABASES + " dirty databases: ended after " + time.toMillis() + " ms with "
                + process.exitValue());
        assertThat(process.exitValue()).as(program.said()).isZero();
        assertRestored(place);
    }

    @ParameterizedTest
    @CsvSource({"SILENT, '', 3", "REFUSES, litestream.yml, 1", "IN_THE_WAY, flotilla.yml, 3"})
    @Tag("P-9")
    void namesWhatIsLeftWhereTheTargetIsDeadAndGoesOnAtTheNextStart(Death death, String file, int code)
            throws Exception {
        Process process = replicating(file, death.place);
        die(death);
        databases.write(databases.all());

        Duration time = terminated(process);

        String said = program.said();
        long named = said.lines().filter(this::isNamed).count();
        say(death + " " + file + ": " + DATABASES + " dirty databases: ended after " + time.toMillis() + " ms with "
                + process.exitValue() + ", " + named + " named");
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        assertThat(time).isLessThan((file.isEmpty() ? USUAL : SAID).plus(AROUND));
        assertThat(named).as(said).isEqualTo(NAMED);
        assertThat(said).contains("Error: and " + (DATABASES - NAMED) + " more");

        revive(death);
        makesItWhole(file, death.place);
    }

    @Test
    @Tag("P-9")
    void aSecondSignalEndsItAtOnceAndNothingIsLost() throws Exception {
        Process process = replicating("", Place.STORE);
        die(Death.SILENT);
        databases.write(databases.all());
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.SECONDS)).as(program.said()).isFalse();

        Duration time = terminated(process);

        say(DATABASES + " dirty databases and a second signal: ended after " + time.toMillis() + " ms with "
                + process.exitValue());
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(time).isLessThan(AT_ONCE);

        revive(Death.SILENT);
        makesItWhole("", Place.STORE);
    }

    /// Everything is on the target, and that is known.
    ///
    /// @param file the name of a configuration; empty for the command line alone
    private Process replicating(String file, Place place) throws Exception {
        Process process = program.start(arguments(file, place));
        Instant patience = Instant.now().plus(Duration.ofMinutes(5));
        while (confirmed(file) < DATABASES) {
            assertThat(process.isAlive() && Instant.now().isBefore(patience))
                    .as(program.said())
                    .isTrue();
            pause(Duration.ofSeconds(1));
        }
        return process;
    }

    private String[] arguments(String file, Place place, String... more) throws IOException {
        String source = databases.directory().toString();
        Stream<String> first = file.isEmpty()
                ? Stream.of("replicate", source, url(place), "--state", state())
                : Stream.of("replicate", "-config", configured(file, place).toString());
        return Stream.concat(first, Stream.of(more)).toArray(String[]::new);
    }

    private Path configured(String file, Place place) throws IOException {
        return Files.writeString(
                directory.resolve(file), """
                state: %s
                shutdown-timeout: %ds
                dbs:
                  - dir: %s
                    pattern: "*.db"
                    recursive: true
                    replica:
                      url: "%s"
                """.formatted(state(), SAID.toSeconds(), databases.directory(), url(place)));
    }

    private String url(Place place) {
        return switch (place) {
            case STORE -> CountedStore.url("fleet", proxy.port());
            case DIRECTORY -> "file://" + target();
        };
    }

    private Path target() {
        return directory.resolve("target");
    }

    /// How many databases the catalog knows to be on the target.
    private long confirmed(String file) throws Exception {
        Program other = Program.flotilla(directory.resolve("looked"));
        Ended looked = file.isEmpty()
                ? other.attempt("status", "--state", state(), "--json")
                : other.attempt("status", "-config", directory.resolve(file).toString(), "--json");
        return POSITION.matcher(looked.output()).results().count();
    }

    private void die(Death death) throws Exception {
        switch (death) {
            case SILENT -> proxy.add(request -> true, SILENCE);
            case REFUSES -> proxy.close();
            case IN_THE_WAY -> Swap.names(target(), Files.createFile(aside()));
        }
    }

    private void revive(Death death) throws Exception {
        switch (death) {
            case SILENT -> {
                assertThat(proxy.fired(SILENCE)).isPositive();
                proxy.heal();
            }
            case REFUSES -> proxy = FaultyProxy.before(store.port(), proxy.port());
            case IN_THE_WAY -> Swap.names(target(), aside());
        }
    }

    private Path aside() {
        return directory.resolve("aside");
    }

    private boolean isNamed(String line) {
        return line.startsWith("Error: " + databases.directory() + "/");
    }

    private static void pause(Duration length) throws InterruptedException {
        new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Duration terminated(Process process) throws InterruptedException {
        Instant asked = Instant.now();
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Duration.between(asked, Instant.now());
    }

    private void makesItWhole(String file, Place place) throws Exception {
        Instant again = Instant.now();
        program.run(arguments(file, place, "--once"));
        say("the next start made it whole after "
                + Duration.between(again, Instant.now()).toMillis() + " ms");
        assertRestored(place);
    }

    private void assertRestored(Place place) throws Exception {
        databases.closeConnections();
        Path restored = directory.resolve("restored");
        program.run("restore", "--all", url(place), "-o", restored.toString());
        List<Path> different = new ArrayList<>();
        for (Path database : databases.all()) {
            Path copy = restored.resolve(databases.directory().relativize(database));
            if (!Files.exists(copy) || Files.mismatch(database, copy) != -1) {
                different.add(database);
            }
        }
        say(DATABASES + " databases restored, " + different.size() + " different");
        assertThat(different).isEmpty();
    }

    private String state() {
        return directory.resolve("state").toString();
    }

    @SuppressWarnings("SystemOut") // the figures are for whoever started it
    private static void say(String figure) {
        System.out.println("ending: " + figure);
    }
}
