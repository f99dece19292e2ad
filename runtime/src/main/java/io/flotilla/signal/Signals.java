package io.flotilla.signal;

import io.flotilla.fleet.FreeThreads;
import io.flotilla.fleet.Rounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Heartbeat and messages of a process, from their begin until this is closed. Each has a thread of its own, so that
/// neither a receiver nor a fleet that stands still keeps another one from being told.
public final class Signals implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(5);

    /// How often what may have changed is looked at within an interval.
    private static final int ROUNDS = 4;

    private final List<Rounds> rounds = new ArrayList<>();

    private Signals() {}

    /// What comes from outside.
    ///
    /// @param steadyNanos never jumps
    /// @param host the name of this machine
    /// @param log hears when a receiver stops and begins to answer
    public record Surroundings(InstantSource clock, LongSupplier steadyNanos, String host, Consumer<String> log) {}

    /// Begins to tell what is wanted; where nothing is, nothing is made.
    ///
    /// @param fleets those that run, asked for again and again
    public static Signals begin(SignalSettings settings, Supplier<List<Watched>> fleets, Surroundings around) {
        var signals = new Signals();
        var sender = new HttpSender(new FreeThreads(), PATIENCE);
        settings.beat().ifPresent(beat -> {
            Supplier<Standing> standing =
                    () -> Standing.of(fleets.get(), beat.rule(), around.clock().instant());
            signals.every(beat.interval(), "flotilla-heartbeat", new Heartbeat(beat, standing, sender, around));
        });
        settings.hook()
                .ifPresent(hook -> signals.every(
                        hook.rule().lag(), "flotilla-webhook", new Webhook(hook, fleets, sender, around)));
        return signals;
    }

    private void every(Duration interval, String name, Runnable round) {
        Duration some = interval.dividedBy(ROUNDS);
        rounds.add(Rounds.begin(name, some.compareTo(LONGEST_ROUND) < 0 ? some : LONGEST_ROUND, round));
    }

    /// Ends both, also in the middle of a request.
    @Override
    public void close() {
        rounds.forEach(Rounds::close);
    }
}
