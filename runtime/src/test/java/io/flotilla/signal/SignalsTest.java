package io.flotilla.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.disk.Fingerprint;
import io.flotilla.fleet.FleetLoad;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FreeThreads;
import io.flotilla.fleet.Requests;
import io.flotilla.fleet.Scanner;
import io.flotilla.fleet.TestFleet;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a receiver on this machine hears of a fleet that runs, while its target stands still and when it is back. The
/// time goes by where the test lets it.
@Timeout(120)
class SignalsTest {

    private static final Rule RULE = new Rule(Duration.ofMinutes(5), 0, Duration.ofMinutes(30));

    @TempDir
    private Path temporary;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Sender sender = new HttpSender(new FreeThreads(), Duration.ofSeconds(30));
    private volatile Duration ahead = Duration.ZERO;
    private Receiver receiver;
    private Path directory;
    private TestFleet opened;
    private Scanner scanner;
    private Future<FleetSummary> run;

    @BeforeEach
    void begin() throws Exception {
        directory = temporary.toRealPath();
        Files.createDirectories(directory.resolve("source"));
        receiver = new Receiver();
        write("a.db", 1);
        TestFleet.settle(directory.resolve("source/a.db"));
        var odd = TestFleet.Odd.NOTHING.withScanner(real -> {
            scanner = real;
            return real;
        });
        opened = new TestFleet(directory, target, odd);
    }

    @AfterEach
    void end() throws Exception {
        target.heal();
        opened.fleet().stop();
        if (run != null) {
            run.get();
        }
        opened.close();
        receiver.close();
    }

    @Test
    void aWedgedTargetIsSilenceAndOneMessageAndItsReturnAnother() throws Exception {
        Heartbeat heartbeat = heartbeat();
        Webhook webhook = webhook();
        heartbeat.run();
        webhook.run();
        assertThat(receiver.taken()).as("before the first look").isEmpty();

        start();
        heartbeat.run();
        webhook.run();
        assertThat(receiver.beats()).isOne();
        assertThat(receiver.messages())
                .singleElement()
                .asString()
                .startsWith("{\"event\":\"started\",\"protected\":true,\"at\":\"")
                .contains("\"host\":\"here\",\"reasons\":[],\"databases\":1,\"unprotected\":0,\"late\":0,");

        var healed = new CountDownLatch(1);
        var wedged = new CountDownLatch(1);
        target.add(new Fault.Waits(Calls.all(Operation.PUT), () -> {
            wedged.countDown();
            await(healed);
        }));
        write("a.db", 2);
        await(wedged);
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(6));
            heartbeat.run();
            webhook.run();
        }
        assertThat(receiver.beats()).as("while it is late").isOne();
        assertThat(receiver.messages()).hasSize(2);
        assertThat(receiver.messages().getLast())
                .startsWith("{\"event\":\"protection\",\"protected\":false,")
                .contains("1 database is unprotected for longer than 300 s, and 0 may be")
                .contains("\"late\":1,")
                .contains("\"names\":[{\"path\":\"" + directory.resolve("source/a.db") + "\",\"state\":\"ACTIVE\"")
                .endsWith("\"more\":0}");
        healed.countDown();
        target.heal();
        await(this::isProtected);
        pass(Duration.ofMinutes(1));
        // An event of the write that is told late makes it late once more, for half an hour has passed by this clock.
        await(() -> {
            heartbeat.run();
            webhook.run();
            return receiver.beats() == 2 && receiver.messages().size() == 3;
        });
        assertThat(receiver.messages().getLast()).startsWith("{\"event\":\"protection\",\"protected\":true,");
        assertThat(log).isEmpty();
    }

    @Test
    void aTargetThatNeverAnsweredIsNoHeartbeatAndAMessageWithItsReason() throws Exception {
        target.add(Fault.unavailable(Calls.all(Operation.LIST)));
        run = opened.fleet().runInBackground(Duration.ofMillis(50));
        Heartbeat heartbeat = heartbeat();
        Webhook webhook = webhook();
        webhook.run();
        assertThat(receiver.messages()).isEmpty();

        pass(Duration.ofMinutes(6));
        heartbeat.run();
        webhook.run();

        assertThat(receiver.beats()).isZero();
        assertThat(receiver.messages())
                .singleElement()
                .asString()
                .contains("not every database was looked at since the start", "memory:test does not answer");
    }

    @Test
    void aLoopThatStandsIsSilence() throws Exception {
        start();
        var strict = new Rule(Duration.ofMinutes(5), 0, Duration.ofNanos(1));

        Standing standing = Standing.of(fleets(), strict, Instant.now());

        assertThat(standing.isProtected()).isFalse();
        assertThat(standing.hindrances()).anyMatch(text -> text.startsWith("the loop 'turns' has not moved"));
    }

    @Test
    void aDatabaseThatNeedsSomebodyIsAMessageAndSoIsItsEnd() throws Exception {
        start();
        DatabaseId fenced =
                opened.catalog().find(directory.resolve("source/a.db")).orElseThrow();
        // Without one every look finds something new, and the turn says how the database is.
        await(() -> !opened.row(fenced).fingerprint().equals(Fingerprint.UNKNOWN));
        await(this::isAtRest);
        Webhook webhook = webhook();
        webhook.run();

        opened.catalog().mark(fenced, DatabaseState.FENCED, new Why(ReasonCode.OTHER_WRITER, "a \"stranger\""));
        webhook.run();
        assertThat(receiver.messages()).as("within the pause").hasSize(1);
        pass(Duration.ofMinutes(2));
        webhook.run();
        webhook.run();
        assertThat(receiver.messages()).hasSize(2);
        assertThat(receiver.messages().getLast())
                .startsWith("{\"event\":\"databases\",\"protected\":true,")
                .contains("\"states\":{\"FENCED\":1}")
                .contains("\"code\":\"other-writer\",\"reason\":\"a \\\"stranger\\\"\"");

        opened.catalog().mark(fenced, DatabaseState.ACTIVE, Why.NOTHING);
        pass(Duration.ofMinutes(2));
        webhook.run();
        assertThat(receiver.messages()).hasSize(3);
        assertThat(receiver.messages().getLast()).contains("\"states\":{}", "\"names\":[]");
    }

    @Test
    void namesAFewOfMany() throws Exception {
        for (int i = 0; i < 7; i++) {
            write("b" + i + ".db", i);
        }
        start();
        List<DatabaseId> all = new ArrayList<>();
        opened.catalog().forEach(row -> all.add(row.id()));
        // A turn would say how a database is.
        Requests requests = opened.fleet().requests();
        all.forEach(requests::pause);
        for (DatabaseId each : all) {
            assertThat(requests.awaitTurn(each, Duration.ofMinutes(1))).isTrue();
        }
        var refused = new Why(ReasonCode.TARGET_REFUSED, "no");
        all.forEach(each -> opened.catalog().mark(each, DatabaseState.FAILED, refused));

        String json = new Message("here", 3)
                .json(Message.Event.DATABASES, Standing.of(fleets(), RULE, Instant.now()), fleets(), Instant.now());

        assertThat(json).contains("\"states\":{\"FAILED\":8}").endsWith("\"more\":5}");
        assertThat(json.split("\"path\"", -1)).hasSize(4);
    }

    @Test
    void aReceiverThatRefusesIsTriedAgainAndHearsOnlyWhatIsSo() throws Exception {
        start();
        Webhook webhook = webhook();
        receiver.answer(503);
        webhook.run();
        webhook.run();
        assertThat(receiver.messages()).as("a pause comes after a failure").hasSize(1);
        pass(Duration.ofSeconds(6));
        webhook.run();
        pass(Duration.ofSeconds(6));
        webhook.run();
        assertThat(receiver.messages()).as("the second pause is longer").hasSize(2);
        assertThat(log).singleElement().asString().endsWith(" answered 503").doesNotContain("/secret");

        receiver.answer(204);
        pass(Duration.ofMinutes(6));
        webhook.run();
        pass(Duration.ofMinutes(6));
        webhook.run();
        assertThat(receiver.messages()).hasSize(3);
        assertThat(receiver.taken())
                .allSatisfy(each -> assertThat(each.secret()).isEqualTo("of the test"));
        assertThat(log).hasSize(2);
    }

    @Test
    void beatsByItselfUntilItIsClosed() throws Exception {
        start();
        var settings = new SignalSettings(
                Optional.of(new SignalSettings.Beat(receiver.address("/beat"), Duration.ofSeconds(1), RULE)),
                Optional.empty());
        try (var _ = Signals.begin(settings, this::fleets, around())) {
            await(() -> receiver.beats() > 1);
        }
        assertThat(receiver.taken()).allSatisfy(each -> assertThat(each.path()).isEqualTo("/beat"));
    }

    private Heartbeat heartbeat() {
        var beat = new SignalSettings.Beat(receiver.address("/beat"), Duration.ofMinutes(5), RULE);
        return new Heartbeat(beat, () -> Standing.of(fleets(), RULE, clock().instant()), sender, around());
    }

    private Webhook webhook() {
        var hook = new SignalSettings.Hook(
                receiver.address("/secret"),
                Optional.of(new SignalSettings.Header("X-Secret", "of the test")),
                Duration.ofMinutes(1),
                10,
                RULE);
        return new Webhook(hook, this::fleets, sender, around());
    }

    private Signals.Surroundings around() {
        return new Signals.Surroundings(clock(), () -> System.nanoTime() + ahead.toNanos(), "here", log::add);
    }

    private InstantSource clock() {
        return () -> Clock.systemUTC().instant().plus(ahead);
    }

    private List<Watched> fleets() {
        return List.of(new Watched("memory:test", opened.fleet(), opened.catalog()));
    }

    private void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    /// Until what is written is told of; what is not waits for the next sweep.
    private void start() {
        run = opened.fleet().runInBackground(Duration.ofMillis(50));
        await(() -> isProtected() && scanner.isTold());
    }

    /// Everything was looked at and is on the target.
    private boolean isProtected() {
        return opened.fleet().sweeps().sweeps() > 0
                && opened.catalog().size() > 0
                && opened.fleet().protection().unprotected().isEmpty();
    }

    /// No turn is under way that would say what it found.
    private boolean isAtRest() {
        FleetLoad load = opened.fleet().load();
        return load.fresh() + load.firstCopies() + load.turns() == 0;
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String name, int value) throws Exception {
        Path database = directory.resolve("source").resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists t (x)");
            statement.execute("insert into t values (" + value + ")");
        }
    }
}
