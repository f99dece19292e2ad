package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.service.bucket.CountedStore;
import io.flotilla.service.packaged.Swap;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a program says of itself while its target is dead. Figures go to standard output, a line each.
///
/// `-Dflotilla.dead.seconds` says for how long.
class DeadTargetIT {

    private static final int DATABASES = 50;
    private static final int SECONDS = Integer.getInteger("flotilla.dead.seconds", 8);

    private static final HttpFault SILENCE = new HttpFault.Silent();

    @TempDir
    private Path directory;

    private CountedStore store;
    private FaultyProxy proxy;
    private OpenDatabases databases;

    private enum Death {
        /// A store takes requests, and never answers.
        SILENT,

        /// Nobody listens where the store was.
        REFUSES,

        /// A file lies where the directory was: that is an answer, and a bad one.
        IN_THE_WAY
    }

    @BeforeEach
    void begin() throws Exception {
        store = CountedStore.start();
        proxy = FaultyProxy.before(store.port());
        databases = new OpenDatabases(directory, DATABASES);
    }

    @AfterEach
    void end() throws Exception {
        databases.close();
        proxy.close();
        store.close();
    }

    @ParameterizedTest
    @EnumSource
    void tellsThatNothingIsProtectedWhileItsTargetIsDead(Death death) throws Exception {
        String target = death == Death.IN_THE_WAY ? target().toString() : CountedStore.url("fleet", proxy.port());
        Path state = directory.resolve("state");
        try (ServiceClient service = ServiceClient.start(
                OpenDatabases.program(directory.resolve("log")),
                state,
                databases.directory(),
                target,
                "--state",
                state.toString())) {
            say(death + ", before: " + Seen.await(service, Seen::isWell));

            kill(death);
            databases.write();
            Seen last = Seen.watch(service, SECONDS, line -> say(death + " for " + line));

            assertThat(last.unprotected()).isEqualTo(DATABASES);
            assertThat(last.oldestSeconds()).isGreaterThan(SECONDS - OpenDatabases.LAG_SECONDS);
            assertThat(last.isProtected()).as(last.toString()).isFalse();
            assertThat(last.isAlive()).as("a restart would not help: " + last).isTrue();
            assertThat(last.targetUp()).isEqualTo(death == Death.REFUSES ? 0 : 1);
            assertThat(last.isReady()).as(last.toString()).isEqualTo(death != Death.REFUSES);
            assertThat(last.failed()).isEqualTo(death == Death.IN_THE_WAY ? DATABASES : 0);

            revive(death);
            say(death + ", after: " + Seen.await(service, Seen::isWell));
        }
    }

    private void kill(Death death) throws Exception {
        switch (death) {
            case SILENT -> proxy.add(request -> true, SILENCE);
            case REFUSES -> proxy.close();
            case IN_THE_WAY -> Swap.names(target(), Files.createFile(aside()));
        }
    }

    /// The silent one has been asked by then.
    private void revive(Death death) throws Exception {
        switch (death) {
            case SILENT -> {
                assertThat(proxy.fired(SILENCE)).isPositive();
                int port = proxy.port();
                proxy.close();
                proxy = FaultyProxy.before(store.port(), port);
            }
            case REFUSES -> proxy = FaultyProxy.before(store.port(), proxy.port());
            case IN_THE_WAY -> Swap.names(target(), aside());
        }
    }

    private Path target() {
        return directory.resolve("target");
    }

    private Path aside() {
        return directory.resolve("aside");
    }

    @SuppressWarnings("SystemOut") // the figures are for whoever started it
    private static void say(String figure) {
        System.out.println("dead target: " + figure);
    }
}
