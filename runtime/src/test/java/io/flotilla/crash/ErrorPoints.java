package io.flotilla.crash;

import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Refuses the engine its N-th system call of a kind, once or from then on, and looks whether it goes on, tells the
/// truth, and makes up for it.
final class ErrorPoints implements AutoCloseable {

    /// So much faster than the world's runs the clock where a fault passes: pauses after failures do as well.
    private static final int FAST = 20;

    private static final Duration LONG = Duration.ofSeconds(60);

    /// Where a fault stays, the application does not wait for the engine.
    private static final Duration SHORT = Duration.ofMillis(120);

    private final EngineJvm jvm;
    private final SqliteProcess writer;
    private final Engines engines;
    private final Golden golden;

    private ErrorPoints(EngineJvm jvm, Path directory, SqliteProcess writer, Golden golden) {
        this.jvm = jvm;
        this.writer = writer;
        this.engines = new Engines(jvm, directory, 0);
        this.golden = golden;
    }

    static ErrorPoints in(Path directory, EngineJvm jvm) {
        SqliteProcess writer = SqliteProcess.start();
        return new ErrorPoints(jvm, directory, writer, new Golden(writer, directory));
    }

    /// For another thread, which knows what this one has found out about the scenarios.
    ErrorPoints beside(Path directory) {
        return new ErrorPoints(jvm, directory, SqliteProcess.start(), golden);
    }

    /// How often a call fails.
    enum Mode {
        ONCE,
        ALWAYS
    }

    /// What fails: the N-th call of a kind in a zone, with this error.
    record Point(String scenario, Zone zone, String call, String error, Mode mode, int number) {

        /// Whether the run may be long, and idle: the catalog waits for locks that are refused or not given back.
        boolean isIdle() {
            return zone == Zone.STATE && call.equals("fcntl");
        }

        @Override
        public String toString() {
            return String.join(" ", scenario, zone.name(), call, error, mode.name(), Integer.toString(number));
        }
    }

    /// What came of one point.
    ///
    /// @param fired whether the call failed; otherwise the engine did not make it
    /// @param at the first call that failed
    /// @param end how the engine ended
    record Result(Point point, boolean fired, String at, String end, int acknowledged, List<String> faults) {}

    /// How often each kind of call is made in a zone, by the thread that makes it most often.
    Map<String, Integer> count(Scenario scenario, Zone zone) throws IOException, InterruptedException {
        States states = golden.of(scenario);
        EngineLife engine = engines.next(FAST);
        var application = new Application(writer, engine.directory().resolve("source"), Application.Observer.NONE);
        try {
            List<String> options = new ArrayList<>(zone.options(engine.directory(), states.databases()));
            options.addAll(List.of("-e", "trace=" + StraceRun.set(zone.calls())));
            Attempt.Ended ended = new Attempt(scenario, engine, application, LONG).run(options);
            if (ended.exit() != 0) {
                throw new IOException("Without any fault the engine ended with " + ended.exit() + ": " + ended.lines());
            }
            return ended.calls().most();
        } finally {
            application.close();
            engines.giveBack(engine);
            Scenarios.remove(engine.directory());
        }
    }

    /// Tries one point. Where something is wrong the directory stays.
    Result attempt(Scenario scenario, Point point) throws IOException, InterruptedException {
        States states = golden.of(scenario);
        boolean passes = point.mode() == Mode.ONCE;
        EngineLife engine = engines.next(passes ? FAST : 1);
        var application = new Application(writer, engine.directory().resolve("source"), Application.Observer.NONE);
        boolean isFine = false;
        try {
            var attempt = new Attempt(scenario, engine, application, passes ? LONG : SHORT);
            Attempt.Ended ended = attempt.run(options(point, engine.directory(), states));
            List<String> faults = new ArrayList<>(conduct(ended));
            if (!ended.open().isEmpty() && !isUnlockRefused(point)) {
                faults.add("still open: " + ended.open());
            }
            if (!ended.open().isEmpty()) {
                engine.letGo();
            }
            if (passes && ended.exit() == 0) {
                faults.addAll(new Verdict(engine.directory(), states).isOnTarget(application.written()));
            }
            if (ended.exit() == 0) {
                faults.addAll(new Verdict(engine.directory(), states).tellsTheTruth(ended.problems()));
            }
            faults.addAll(new Verdict(engine.directory(), states).replicas(ended.acknowledged()));
            List<AcknowledgedRecord> acknowledged = new ArrayList<>(ended.acknowledged());
            HereSteering.Result rest = attempt.goOn(ended.steps(), point.number() % 2 == 1);
            acknowledged.addAll(rest.acknowledged());
            faults.addAll(new Verdict(engine.directory(), states).replicas(acknowledged));
            faults.addAll(new Verdict(engine.directory(), states)
                    .isAtRest(rest.summary().problems()));
            isFine = faults.isEmpty();
            List<String> injected = ended.calls().injected();
            return new Result(
                    point,
                    !injected.isEmpty(),
                    injected.isEmpty() ? "" : injected.getFirst(),
                    ended.end(),
                    acknowledged.size(),
                    faults);
        } finally {
            application.close();
            engines.giveBack(engine);
            if (isFine) {
                Scenarios.remove(engine.directory());
            }
        }
    }

    private static List<String> options(Point point, Path directory, States states) {
        List<String> options = new ArrayList<>(point.zone().options(directory, states.databases()));
        String when = point.number() + (point.mode() == Mode.ALWAYS ? "+" : "");
        options.addAll(List.of(
                "-e",
                "trace=" + point.call(),
                "-e",
                "inject=" + point.call() + ":error=" + point.error() + ":when=" + when));
        return options;
    }

    /// A program that is at work does not end because of a fault; one that cannot begin or end says why in a sentence
    /// of its own.
    private static List<String> conduct(Attempt.Ended ended) {
        List<String> faults = new ArrayList<>();
        if (ended.isGone()) {
            faults.add("the process ended with " + ended.exit() + " after: " + ended.end());
        }
        if (ended.early() && ended.lines().contains(EngineMain.AT_WORK)) {
            faults.add("ended by itself: " + ended.end());
        }
        if (ended.exit() == EngineMain.FAILED && !ended.isClear()) {
            faults.add("no clear error: " + ended.end());
        }
        return faults;
    }

    /// Where an unlock fails, the JDK keeps the descriptor until it is collected.
    private static boolean isUnlockRefused(Point point) {
        return point.call().equals("fcntl") && point.zone() == Zone.STATE;
    }

    @Override
    public void close() {
        engines.close();
        writer.close();
    }
}
