package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.config.Listed;
import io.flotilla.service.config.ListedDatabases;
import io.flotilla.service.live.Running;
import io.flotilla.service.trace.Tracing;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Surroundings;
import io.flotilla.store.TargetUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several fleets of one process that follow other orders.
class OpenFleetsTest {

    @TempDir
    private Path temporary;

    private Path directory;
    private OpenFleets fleets;

    @BeforeEach
    void begin() throws Exception {
        directory = temporary.toRealPath();
        write("tenants/x.db");
        write("a.db");
        write("b.db");
        var place = new FleetOpening.Place(PosixDisk.open(), Clock.systemUTC(), Surroundings.NONE, Tracing.NONE);
        fleets = OpenFleets.open(List.of(tenants("one"), listed("two", "a")), place);
        fleets.run(() -> {});
    }

    @AfterEach
    void end() {
        fleets.close();
    }

    @Test
    void goesOnUndisturbedWhereTheListAloneChanged() throws Exception {
        List<Running> before = fleets.shown();

        OpenFleets.Followed followed = fleets.follow(List.of(tenants("one"), listed("two", "b")));

        assertThat(fleets.shown()).containsExactlyElementsOf(before);
        assertThat(followed.fleets().unchanged()).containsExactly("one", "two");
        assertThat(followed.databases().added().first())
                .containsExactly(directory.resolve("b.db").toString());
        assertThat(followed.databases().removed().first())
                .containsExactly(directory.resolve("a.db").toString());
        assertThat(followed.problems()).isEmpty();
    }

    @Test
    void namesWhatCameWentAndChanged() throws Exception {
        FleetOrder slower = new FleetOrder(
                settings("one", List.of(Root.of(directory.resolve("tenants"))), Duration.ofSeconds(7)),
                ListedDatabases.NONE);

        OpenFleets.Followed followed = fleets.follow(List.of(slower, listed("three", "a", "b")));

        assertThat(followed.fleets().changed()).containsExactly("one");
        assertThat(followed.fleets().added()).containsExactly("three");
        assertThat(followed.fleets().removed()).containsExactly("two");
        assertThat(followed.databases().unchanged()).isEqualTo(1);
        assertThat(fleets.shown()).extracting(Running::name).containsExactlyInAnyOrder("one", "three");
    }

    @Test
    void changesNothingWhereAnOrderCannotBeFollowed() throws Exception {
        List<Running> before = fleets.shown();
        Files.writeString(directory.resolve("taken"), "no directory");
        FleetOrder impossible = new FleetOrder(
                new FleetSettings(
                        List.of(),
                        TargetUrl.parse(directory.resolve("target").toString()),
                        directory.resolve("taken/state"),
                        Duration.ofSeconds(1),
                        FrameEncoding.BLOCK,
                        FleetSettings.Tiers.DEFAULT,
                        FleetSettings.Limits.DEFAULT),
                ListedDatabases.NONE);

        assertThatThrownBy(() -> fleets.follow(List.of(listed("three", "b"), impossible)))
                .hasMessageContaining("taken");

        assertThat(fleets.shown()).containsExactlyElementsOf(before);
        assertThat(fleets.follow(List.of(tenants("one"), listed("two", "a")))
                        .fleets()
                        .unchanged())
                .hasSize(2);
        assertThat(fleets.follow(List.of(tenants("one"), listed("two", "a"), listed("three", "b")))
                        .fleets()
                        .added())
                .as("what was opened before the failure was closed again")
                .containsExactly("three");
    }

    @Test
    void tellsWhatHasEndedAndCannotBeginAgain() throws Exception {
        Path state = directory.resolve("states/one");
        Files.move(state, directory.resolve("aside"));
        Files.writeString(state, "no directory");
        FleetOrder slower = new FleetOrder(
                settings("one", List.of(Root.of(directory.resolve("tenants"))), Duration.ofSeconds(7)),
                ListedDatabases.NONE);

        OpenFleets.Followed followed = fleets.follow(List.of(slower, listed("two", "a")));

        assertThat(followed.problems())
                .singleElement()
                .asString()
                .contains("The fleet one has ended and cannot begin again");
        assertThat(fleets.shown()).extracting(Running::name).containsExactly("two");

        Files.delete(state);
        assertThat(fleets.follow(List.of(slower, listed("two", "a"))).fleets().added())
                .as("another attempt")
                .containsExactly("one");
    }

    @Test
    void followsNothingAnyMoreOnceItEnds() throws Exception {
        assertThat(fleets.end().problems()).isEmpty();

        assertThatThrownBy(() -> fleets.follow(List.of(listed("three", "a"))))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("The process ends");
        assertThat(fleets.shown())
                .extracting(one -> one.catalog().state(new DatabaseId(1)))
                .containsExactly(DatabaseState.ACTIVE, DatabaseState.ACTIVE);
    }

    private FleetOrder tenants(String name) {
        return new FleetOrder(
                settings(name, List.of(Root.of(directory.resolve("tenants"))), Duration.ofMillis(50)),
                ListedDatabases.NONE);
    }

    private FleetOrder listed(String name, String... databases) {
        return new FleetOrder(
                settings(name, List.of(), Duration.ofMillis(50)),
                ListedDatabases.copyOf(List.of(databases).stream()
                        .map(each -> new Listed(directory.resolve(each + ".db").toString(), ObjectKey.of(each), false))
                        .toList()));
    }

    private FleetSettings settings(String name, List<Root> roots, Duration interval) {
        return new FleetSettings(
                roots,
                TargetUrl.parse(directory.resolve("target-" + name).toString()),
                directory.resolve("states/" + name),
                interval,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
    }

    private void write(String name) throws Exception {
        Path database = directory.resolve(name);
        Files.createDirectories(database.resolveSibling(""));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("create table t(x)");
        }
    }
}
