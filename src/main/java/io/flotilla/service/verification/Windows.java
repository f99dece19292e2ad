package io.flotilla.service.verification;

import io.flotilla.fleet.Rounds;
import io.flotilla.service.live.Fleets;
import io.flotilla.wiring.FlotillaConfig;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.Trigger;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;

/// Windows of verification, by the clock. Where none are wanted nothing is made: no job, no thread, and the
/// scheduler of Quarkus does not turn.
@Singleton
public final class Windows {

    private static final Logger LOG = System.getLogger(Windows.class.getName());

    private static final String AT = "flotilla.verification.at";
    private static final String JOB = "verification";

    private final FlotillaConfig config;
    private final Instance<Scheduler> scheduler;
    private final Fleets fleets;

    Windows(FlotillaConfig config, Instance<Scheduler> scheduler, Fleets fleets) {
        this.config = config;
        this.scheduler = scheduler;
        this.fleets = fleets;
    }

    /// Whether a command line and the environment ask for windows. That has to be known before Quarkus starts:
    /// its scheduler turns from the start on or never.
    public static boolean areAsked(String[] arguments, Map<String, String> environment) {
        boolean replicates = arguments.length > 0 && arguments[0].equals("replicate");
        String at = environment.getOrDefault("FLOTILLA_VERIFICATION_AT", System.getProperty(AT, ""));
        return replicates && !at.isBlank();
    }

    /// Lets the scheduler turn in the program that is started next in this process.
    public static void apply() {
        System.setProperty("quarkus.scheduler.start-mode", "forced");
    }

    /// Those that are wanted, until they are closed.
    public interface Open extends AutoCloseable {

        /// Ends them at once, one that is under way too, and waits for nothing. They note nothing more. A
        /// second time does nothing.
        void end();

        @Override
        default void close() {
            end();
        }
    }

    /// Begins with them. One that is due while the fleets have not begun, or while one is under way, is left
    /// out.
    ///
    /// @throws IllegalStateException where a setting makes no sense; the text names it
    public Open open() {
        Optional<WindowSettings> wanted = WindowSettings.of(config.verification());
        return wanted.<Open>map(this::open).orElse(() -> {});
    }

    private Open open(WindowSettings settings) {
        if (!scheduler.get().isStarted()) {
            throw new IllegalStateException(AT + ": give it as an environment variable, FLOTILLA_VERIFICATION_AT");
        }
        var window = new Window(settings, fleets::all);
        var due = new SynchronousQueue<String>();
        schedule(settings.cron(), due);
        Rounds rounds = Rounds.begin(JOB, Duration.ZERO, () -> await(due, window));
        return () -> {
            var _ = scheduler.get().unscheduleJob(JOB);
            window.end();
            rounds.close();
        };
    }

    private void schedule(String cron, SynchronousQueue<String> due) {
        Trigger _ = WindowSettings.checked(
                "at",
                () -> scheduler
                        .get()
                        .newJob(JOB)
                        .setCron(cron)
                        .setConcurrentExecution(ConcurrentExecution.SKIP)
                        .setTask(execution -> begin(due))
                        .schedule());
    }

    /// Nobody takes it while the one before is under way.
    private static void begin(SynchronousQueue<String> due) {
        if (!due.offer(JOB)) {
            LOG.log(Level.DEBUG, "no new window, the one before goes on");
        }
    }

    private static void await(SynchronousQueue<String> due, Window window) {
        try {
            String _ = due.take();
            window.run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
