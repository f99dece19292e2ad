package io.flotilla.service.systemd;

import io.flotilla.fleet.Rounds;
import io.flotilla.signal.Watched;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Tells systemd, where it wants to know: ready, alive, how it stands, reads its configuration, ends.
///
/// It is alive while the loops of every fleet turn, on a thread that depends on none of them. Where nobody wants to
/// know, this has no thread and does nothing. Safe for use by several threads.
public final class ServiceManager implements AutoCloseable {

    /// What the manager says to this process alone: whatever it starts is not to have them.
    public static final Set<String> VARIABLES = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID");

    private static final Logger LOG = System.getLogger(ServiceManager.class.getName());
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int ROUNDS_OF_WATCHDOG = 4;
    private static final long MICRO = 1000;

    private final Optional<Hearing> hearing;

    private ServiceManager(Optional<Hearing> hearing) {
        this.hearing = hearing;
    }

    /// A manager that wants to know.
    private record Hearing(NotifySocket socket, Notices notices, Rounds rounds) {}

    /// What it stands on.
    ///
    /// @param fleets those that run, asked for again and again
    /// @param loopAge a loop that has not moved for longer stands
    public record Live(Supplier<List<Watched>> fleets, Duration loopAge, InstantSource clock) {}

    /// Begins to tell where the environment asks for it.
    public static ServiceManager begin(Map<String, String> environment, Live live) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (name.isEmpty()) {
            return new ServiceManager(Optional.empty());
        }
        try {
            NotifySocket socket = NotifySocket.of(name);
            Optional<Duration> watchdog = watchdog(environment);
            var notices = new Notices(socket, watchdog, live, System::nanoTime);
            Rounds rounds = Rounds.begin("flotilla-systemd", round(watchdog), notices);
            return new ServiceManager(Optional.of(new Hearing(socket, notices, rounds)));
        } catch (IllegalArgumentException unknown) {
            LOG.log(Level.WARNING, "NOTIFY_SOCKET is not understood, nothing is told: {0}", unknown.getMessage());
            return new ServiceManager(Optional.empty());
        }
    }

    /// How long the manager waits for a sign of life; absent where it does not, or not for one of this process.
    static Optional<Duration> watchdog(Map<String, String> environment) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String self = String.valueOf(ProcessHandle.current().pid());
        if (!micros.matches("[1-9][0-9]{0,15}")
                || !environment.getOrDefault("WATCHDOG_PID", self).equals(self)) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Long.parseLong(micros) * MICRO));
    }

    private static Duration round(Optional<Duration> watchdog) {
        return watchdog.map(most -> most.dividedBy(ROUNDS_OF_WATCHDOG))
                .filter(some -> some.compareTo(ROUND) < 0)
                .orElse(ROUND);
    }

    /// It reads its configuration again. The manager compares the moment with its own clock, which is the same one.
    public void reloading() {
        ready("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / MICRO);
    }

    /// It has read it.
    public void reloaded() {
        ready("READY=1");
    }

    /// Who is not ready yet reads it on the way.
    private void ready(String lines) {
        hearing.filter(manager -> manager.notices().isReady())
                .ifPresent(manager -> manager.socket().send(lines));
    }

    /// It ends, after a last sync.
    public void stopping() {
        hearing.ifPresent(manager -> manager.socket().send("STOPPING=1\nSTATUS=Last sync"));
    }

    @Override
    public void close() {
        hearing.ifPresent(manager -> manager.rounds().close());
    }
}
