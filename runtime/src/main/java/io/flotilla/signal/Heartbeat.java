package io.flotilla.signal;

import io.flotilla.signal.Sender.Letter;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A GET at each interval, while everything is protected and never otherwise: whoever waits for it hears of whatever
/// keeps it from coming. For one thread, which asks it in short rounds.
final class Heartbeat implements Runnable {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private final SignalSettings.Beat settings;
    private final Supplier<Standing> standing;
    private final Sender sender;
    private final Signals.Surroundings around;
    private final Retries retries;

    Heartbeat(SignalSettings.Beat settings, Supplier<Standing> standing, Sender sender, Signals.Surroundings around) {
        this.settings = settings;
        this.standing = standing;
        this.sender = sender;
        this.around = around;
        this.retries = new Retries(
                FIRST_PAUSE, settings.interval(), around.steadyNanos().getAsLong());
    }

    @Override
    public void run() {
        long now = around.steadyNanos().getAsLong();
        if (!retries.isDue(now) || !standing.get().isProtected()) {
            return;
        }
        try {
            sender.send(new Letter(settings.address(), Map.of(), Optional.empty()));
            if (retries.worked(now, settings.interval())) {
                around.log().accept("the heartbeat is heard again");
            }
        } catch (IOException failure) {
            if (retries.failed(around.steadyNanos().getAsLong())) {
                around.log().accept("the heartbeat is not heard: " + failure.getMessage());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
