package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.service.packaged.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM to the packaged program while every database has something new. Figures go to standard output, a line each.
///
/// `-Dflotilla.ending.databases` says how many there are.
class EndingIT {

    private static final int DATABASES = Integer.getInteger("flotilla.ending.databases", 60);

    /// For the last sync, and for all that is around it.
    private static final Duration LAST_SYNC = Duration.ofSeconds(30);

    private static final Duration AROUND = Duration.ofSeconds(15);

    /// From the last put to its confirmation.
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final int NAMED = 20;
    private static final int LEFT_BEHIND = 3;

    @TempDir
    private Path directory;

    private Program program;
    private CountedStore store;
    private FaultyProxy proxy;
    private WrittenDatabases databases;

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

    @Test
    @Tag("P-9")
    void bringsToTheTargetWhatWasWrittenJustBefore() throws Exception {
        Process process = replicating();
        databases.write(databases.all());

        Duration time = terminated(process);

        say(DATABASES + " dirty databases: ended after " + time.toMillis() + " ms with " + process.exitValue());
        assertThat(process.exitValue()).as(program.said()).isZero();
        assertRestored();
    }

    @Test
    @Tag("P-9")
    void namesWhatIsLeftWhereTheTargetIsSilentAndGoesOnAtTheNextStart() throws Exception {
        Process process = replicating();
        var silent = proxy.add(request -> true, new HttpFault.Silent());
        databases.write(databases.all());

        Duration time = terminated(process);

        say(DATABASES + " dirty databases and a silent target: ended after " + time.toMillis() + " ms with "
                + process.exitValue());
        assertThat(proxy.fired(silent)).isPositive();
        assertThat(process.exitValue()).as(program.said()).isEqualTo(LEFT_BEHIND);
        assertThat(time).isLessThan(LAST_SYNC.plus(AROUND));
        assertThat(program.said()).contains("Error: and " + (DATABASES - NAMED) + " more");

        proxy.heal();
        Instant again = Instant.now();
        program.run(
                "replicate",
                databases.directory().toString(),
                CountedStore.url("fleet", proxy.port()),
                "--state",
                state(),
                "--once");
        say("the next start made it whole after "
                + Duration.between(again, Instant.now()).toMillis() + " ms");
        assertRestored();
    }

    /// Everything is on the target.
    private Process replicating() throws Exception {
        Process process = program.start(
                "replicate",
                databases.directory().toString(),
                CountedStore.url("fleet", proxy.port()),
                "--state",
                state());
        Instant patience = Instant.now().plus(Duration.ofMinutes(5));
        while (store.counts().puts() < DATABASES) {
            assertThat(process.isAlive() && Instant.now().isBefore(patience))
                    .as(program.said())
                    .isTrue();
            pause(Duration.ofMillis(100));
        }
        pause(SETTLING);
        return process;
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

    private void assertRestored() throws Exception {
        databases.closeConnections();
        Path restored = directory.resolve("restored");
        program.run("restore", "--all", CountedStore.url("fleet", store.port()), "-o", restored.toString());
        for (Path database : databases.all()) {
            assertThat(restored.resolve(databases.directory().relativize(database)))
                    .hasSameBinaryContentAs(database);
        }
    }

    private String state() {
        return directory.resolve("state").toString();
    }

    @SuppressWarnings("SystemOut") // the figures are for whoever started it
    private static void say(String figure) {
        System.out.println("ending: " + figure);
    }
}
