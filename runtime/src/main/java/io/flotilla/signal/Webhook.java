package io.flotilla.signal;

import io.flotilla.signal.Message.Event;
import io.flotilla.signal.Sender.Letter;
import io.flotilla.signal.Standing.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A POST when fleets come to be unprotected or protected, or when other databases than before need somebody.
///
/// There is no queue: what the receiver was told last is compared with what is so now. What changed back before it
/// could be told is not told, and a receiver that was away hears what is so and not what was. For one thread, which
/// asks it in short rounds.
final class Webhook implements Runnable {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final SignalSettings.Hook settings;
    private final Supplier<List<Watched>> fleets;
    private final Sender sender;
    private final Signals.Surroundings around;
    private final Message message;
    private final Retries retries;
    private Optional<Told> told = Optional.empty();

    /// When it was known last how the fleets stand.
    private long knownNanos;

    Webhook(SignalSettings.Hook settings, Supplier<List<Watched>> fleets, Sender sender, Signals.Surroundings around) {
        this.settings = settings;
        this.fleets = fleets;
        this.sender = sender;
        this.around = around;
        this.message = new Message(around.host(), settings.names());
        this.knownNanos = around.steadyNanos().getAsLong();
        this.retries = new Retries(FIRST_PAUSE, LONGEST_PAUSE, knownNanos);
    }

    /// What the receiver knows.
    private record Told(boolean isProtected, Map<Trouble, BitSet> troubled) {}

    @Override
    public void run() {
        long now = around.steadyNanos().getAsLong();
        List<Watched> all = fleets.get();
        Standing standing = Standing.of(all, settings.rule(), around.clock().instant());
        if (standing.isKnown()) {
            knownNanos = now;
        } else if (now - knownNanos <= settings.rule().lag().toNanos()) {
            return;
        }
        if (!retries.isDue(now)) {
            return;
        }
        var current = new Told(standing.isProtected(), standing.troubled());
        Optional<Event> event = event(current);
        if (event.isPresent()) {
            send(message.json(event.get(), standing, all, around.clock().instant()), current);
        }
    }

    private Optional<Event> event(Told current) {
        if (told.isEmpty()) {
            return Optional.of(Event.STARTED);
        }
        if (told.get().isProtected() != current.isProtected()) {
            return Optional.of(Event.PROTECTION);
        }
        return told.get().equals(current) ? Optional.empty() : Optional.of(Event.DATABASES);
    }

    private void send(String json, Told current) {
        try {
            sender.send(new Letter(settings.address(), headers(), Optional.of(json)));
            told = Optional.of(current);
            if (retries.worked(around.steadyNanos().getAsLong(), settings.pause())) {
                around.log().accept("messages about the fleet are taken again");
            }
        } catch (IOException failure) {
            if (retries.failed(around.steadyNanos().getAsLong())) {
                around.log().accept("a message about the fleet was not taken: " + failure.getMessage());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> headers() {
        return settings.header()
                .map(header -> Map.of(header.name(), header.value()))
                .orElse(Map.of());
    }
}
