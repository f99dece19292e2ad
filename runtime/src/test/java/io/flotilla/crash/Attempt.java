package io.flotilla.crash;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One engine that runs through a scenario under a tracer, which does something to it on the way; afterwards an engine
/// of the driver's own goes on where it ended.
final class Attempt {

    private static final long SETTLED_NANOS = 25_000_000;
    private static final List<String> CLEAR = List.of(
            "CatalogException: ",
            "TargetException$Unavailable: ",
            "TargetException$Refused: ",
            "failed java.nio.file.FileSystemException: /");

    private final Scenario scenario;
    private final EngineLife engine;
    private final Application application;
    private final Duration patience;

    /// @param patience how long the engine may take for what is new, before the application writes again
    Attempt(Scenario scenario, EngineLife engine, Application application, Duration patience) {
        this.scenario = scenario;
        this.engine = engine;
        this.application = application;
        this.patience = patience;
    }

    /// How the engine ended.
    ///
    /// @param isGone whether its process has ended
    /// @param exit what its process exited with, or would have
    /// @param calls what the tracer saw
    /// @param acknowledged with all that was acknowledged before
    /// @param lines whatever it said
    /// @param steps how many steps of the scenario were done
    /// @param early whether it ended before it was asked to
    /// @param open the files that the process still has open
    record Ended(
            boolean isGone,
            int exit,
            StraceRun.Trace calls,
            List<AcknowledgedRecord> acknowledged,
            List<String> lines,
            int steps,
            boolean early,
            List<String> open) {

        boolean isKilled() {
            return isGone && exit == 128 + 9 && calls.isKilled();
        }

        /// What it named as being wrong, when it ended in order.
        List<String> problems() {
            return lines.stream()
                    .filter(line -> line.startsWith(EngineMain.PROBLEM))
                    .toList();
        }

        /// Whether it failed with one of the errors that say to people what failed and where.
        boolean isClear() {
            String end = end();
            return CLEAR.stream().anyMatch(end::contains);
        }

        /// The last thing that it said.
        String end() {
            return lines.isEmpty() ? "nothing" : lines.getLast();
        }
    }

    /// Runs the engine to its end, whatever that is.
    ///
    /// @param injection options of `strace`
    Ended run(List<String> injection) throws IOException, InterruptedException {
        List<AcknowledgedRecord> before = scenario.before().make(application, engine.directory());
        LockSupport.parkNanos(SETTLED_NANOS);
        engine.begin();
        Mailbox mailbox = engine.mailbox();
        mailbox.setBegun(application.written());
        mailbox.setWritten(application.written());
        StraceRun strace = StraceRun.attach(engine.pid(), engine.directory().resolve("trace"), injection);
        mailbox.allow(1);
        int steps = write(mailbox);
        boolean early = engine.isOver();
        engine.end();
        if (engine.isThere()) {
            strace.detach();
        }
        StraceRun.Trace calls = strace.end();
        List<AcknowledgedRecord> acknowledged = new ArrayList<>(before);
        acknowledged.addAll(AcknowledgedRecord.parse(mailbox.lines()));
        int exit = engine.exit();
        return new Ended(!engine.isThere(), exit, calls, acknowledged, mailbox.lines(), steps, early, engine.open());
    }

    private int write(Mailbox mailbox) throws IOException {
        int steps = 0;
        for (Scenario.Step step : scenario.meanwhile()) {
            if (!awaitQuiet(mailbox, steps + 2)) {
                return steps;
            }
            mailbox.setBegun(application.written() + 1);
            step.write(application);
            application.isWritten();
            steps++;
            mailbox.setWritten(application.written());
            mailbox.allow(steps + 1);
        }
        awaitQuiet(mailbox, steps + 2);
        return steps;
    }

    /// Waits as long as there is patience.
    ///
    /// @return whether the engine is still there
    private boolean awaitQuiet(Mailbox mailbox, int turn) {
        long end = System.nanoTime() + patience.toNanos();
        mailbox.awaitTurn(turn, () -> engine.isOver() || System.nanoTime() - end > 0);
        return !engine.isOver();
    }

    /// An engine without any trouble takes over, and is there when the rest of the scenario happens.
    ///
    /// @param writeBefore whether the application writes while no engine is there
    HereSteering.Result goOn(int stepsDone, boolean writeBefore) throws IOException, InterruptedException {
        List<Scenario.Step> rest =
                scenario.steps().subList(stepsDone, scenario.steps().size());
        List<HereSteering.Work> work = new ArrayList<>();
        for (Scenario.Step step : rest) {
            work.add(() -> {
                step.write(application);
                application.isWritten();
            });
        }
        if (writeBefore) {
            work.removeFirst().run();
        }
        LockSupport.parkNanos(SETTLED_NANOS);
        return HereSteering.run(engine.directory(), InstantSource.system(), work, application.written());
    }
}
