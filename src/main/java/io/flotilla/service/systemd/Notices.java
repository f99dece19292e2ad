package io.flotilla.service.systemd;

import io.flotilla.catalog.Census;
import io.flotilla.fleet.Protection;
import io.flotilla.signal.Watched;
import io.flotilla.spi.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What a service manager hears of by itself, a round at a time: that the program is ready, that it lives, and in a
/// line how it stands. For one thread, [#isReady] for any.
final class Notices implements Runnable {

    private static final Duration STATUS = Duration.ofSeconds(10);

    private final NotifySocket socket;
    private final Optional<Duration> watchdog;
    private final ServiceManager.Live live;
    private final LongSupplier steadyNanos;
    private volatile boolean isReady;
    private String status = "";
    private long nextLife;
    private long nextStatus;

    /// @param watchdog how long the manager waits for a sign of life; absent where it does not
    /// @param steadyNanos never jumps
    Notices(NotifySocket socket, Optional<Duration> watchdog, ServiceManager.Live live, LongSupplier steadyNanos) {
        this.socket = socket;
        this.watchdog = watchdog;
        this.live = live;
        this.steadyNanos = steadyNanos;
        this.nextLife = steadyNanos.getAsLong();
        this.nextStatus = nextLife;
    }

    @Override
    public void run() {
        long now = steadyNanos.getAsLong();
        List<Watched> fleets = live.fleets().get();
        if (watchdog.isPresent() && now - nextLife >= 0 && isLive(fleets)) {
            nextLife = now + watchdog.get().dividedBy(2).toNanos();
            socket.send("WATCHDOG=1");
        }
        if (!isReady && isReady(fleets)) {
            isReady = true; // before it is told: a reload that follows has to be told of, too
            isReady = socket.send("READY=1");
            nextStatus = now;
        }
        if (now - nextStatus >= 0) {
            nextStatus = now + STATUS.toNanos();
            tell(status(fleets));
        }
    }

    /// Whether the manager was told that the program is ready. For any thread.
    boolean isReady() {
        return isReady;
    }

    private boolean isLive(List<Watched> fleets) {
        return fleets.stream()
                .flatMap(one -> one.fleet().heartbeats().ages().values().stream())
                .noneMatch(age -> age.compareTo(live.loopAge()) > 0);
    }

    private static boolean isReady(List<Watched> fleets) {
        return !fleets.isEmpty() && fleets.stream().allMatch(one -> one.fleet().isTargetThere());
    }

    private void tell(String line) {
        if (!line.equals(status) && socket.send("STATUS=" + line)) {
            status = line;
        }
    }

    private String status(List<Watched> fleets) {
        Instant now = live.clock().instant();
        int databases = 0;
        int hot = 0;
        int unprotected = 0;
        Duration oldest = Duration.ZERO;
        StringBuilder away = new StringBuilder();
        for (Watched one : fleets) {
            Census census = one.catalog().census();
            databases += census.all();
            hot += census.of(Tier.HOT);
            for (Instant since : one.fleet().protection().unprotected().values()) {
                unprotected++;
                Duration age = Protection.age(since, now);
                oldest = age.compareTo(oldest) > 0 ? age : oldest;
            }
            if (!one.fleet().isTargetThere()) {
                away.append("; waiting for ").append(one.target());
            }
        }
        String lag = unprotected == 0 ? "" : ", the oldest for " + oldest.toSeconds() + " s";
        return databases + " databases, " + hot + " hot, " + unprotected + " unprotected" + lag + away;
    }
}
