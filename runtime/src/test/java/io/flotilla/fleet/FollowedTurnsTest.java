package io.flotilla.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.FollowedTurns.Counted;
import io.flotilla.plugins.contract.MemoryTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is known of the turns of a few databases, in a fleet that runs over real ones.
class FollowedTurnsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aQuietDatabaseThatIsChosenIsLookedAtOnce() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        try (var connection = open(source.resolve("a.db"))) {
            write(connection);
            TestFleet.once(directory, new MemoryTarget());
            try (var fleet = new TestFleet(directory, new MemoryTarget(), TestFleet.Odd.NOTHING)) {
                DatabaseId database = fleet.id("a.db");
                FollowedTurns followed = fleet.fleet().followed();
                assertThat(followed.find(database)).isEmpty();
                followed.follow(Set.of(database));
                assertThat(followed.find(database)).isEmpty();
                Future<FleetSummary> run = fleet.fleet().runInBackground(Duration.ofMillis(50));

                Counted counted = awaitTurns(fleet, database, 1);

                assertThat(counted.databaseBytes()).isEqualTo(Files.size(source.resolve("a.db")));
                assertThat(counted.logBytes())
                        .isEqualTo(Files.size(source.resolve("a.db-wal")))
                        .isPositive();
                assertThat(counted.failed()).isZero();
                assertThat(counted.time()).isPositive();
                fleet.fleet().stop();
                run.get();
            }
        }
    }

    @Test
    void aTurnAfterWhichSomethingIsWrongCounts() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.write(source.resolve("a.db"), "SQLite format 3\0".getBytes(US_ASCII));
        try (var fleet = new TestFleet(directory, new MemoryTarget(), TestFleet.Odd.NOTHING)) {
            DatabaseId database = fleet.id("a.db");
            fleet.fleet().followed().follow(Set.of(database));
            Future<FleetSummary> run = fleet.fleet().runInBackground(Duration.ofMillis(50));

            Counted counted = awaitTurns(fleet, database, 1);

            assertThat(counted.failed()).isPositive();
            assertThat(counted.databaseBytes()).isEqualTo(16);
            assertThat(counted.logBytes()).isZero();
            fleet.fleet().stop();
            run.get();
        }
    }

    @Test
    void nothingIsKeptOfOneThatIsChosenNoLonger() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        try (var connection = open(source.resolve("a.db"))) {
            write(connection);
            try (var fleet = new TestFleet(directory, new MemoryTarget(), TestFleet.Odd.NOTHING)) {
                DatabaseId database = fleet.id("a.db");
                fleet.fleet().followed().follow(Set.of(database));
                fleet.fleet().once();
                assertThat(fleet.fleet().followed().find(database)).isPresent();

                fleet.fleet().followed().follow(Set.of());

                assertThat(fleet.fleet().followed().find(database)).isEmpty();
            }
        }
    }

    private static Counted awaitTurns(TestFleet fleet, DatabaseId database, long turns) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        FollowedTurns followed = fleet.fleet().followed();
        while (followed.find(database).map(Counted::turns).orElse(0L) < turns) {
            assertThat(System.nanoTime()).as("a turn within %s", PATIENCE).isLessThan(deadline);
            Thread.sleep(10);
        }
        return followed.find(database).orElseThrow();
    }

    private static Connection open(Path database) throws Exception {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
        }
        return connection;
    }

    private static void write(Connection connection) throws Exception {
        try (var statement = connection.createStatement()) {
            statement.execute("create table t(x)");
        }
    }
}
