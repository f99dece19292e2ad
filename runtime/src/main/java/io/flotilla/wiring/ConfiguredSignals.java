package io.flotilla.wiring;

import io.flotilla.signal.Address;
import io.flotilla.signal.Rule;
import io.flotilla.signal.SignalSettings;
import io.flotilla.signal.Signals;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Turns the configuration into what is told to whom.
@Singleton
public final class ConfiguredSignals {

    private static final Logger LOG = Logger.getLogger(Signals.class);

    /// The kernel knows the name, and no name server has to be asked.
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private final FlotillaConfig config;
    private final InstantSource clock;

    ConfiguredSignals(FlotillaConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /// What the configuration asks for.
    ///
    /// @throws IllegalStateException where a setting makes no sense; the text names it
    public SignalSettings settings() {
        return new SignalSettings(
                config.heartbeat().url().map(this::beat), config.webhook().url().map(this::hook));
    }

    /// When fleets count as protected.
    ///
    /// @throws IllegalStateException where a setting makes no sense; the text names it
    public Rule rule() {
        FlotillaConfig.HealthConfig health = config.health();
        return checked("health", () -> new Rule(health.lag(), health.lateDatabases(), health.loopAge()));
    }

    private SignalSettings.Beat beat(String url) {
        FlotillaConfig.HeartbeatConfig beat = config.heartbeat();
        Address address = checked("heartbeat.url", () -> address(url, beat.insecure()));
        return checked("heartbeat.interval", () -> new SignalSettings.Beat(address, beat.interval(), rule()));
    }

    /// What the configuration says about messages, for another URL.
    ///
    /// @throws IllegalStateException where a setting makes no sense; the text names it
    public SignalSettings.Hook hook(String url) {
        FlotillaConfig.WebhookConfig hook = config.webhook();
        Address address = checked("webhook.url", () -> address(url, hook.insecure()));
        Optional<SignalSettings.Header> header = checked(
                "webhook.header", () -> hook.secret().map(secret -> new SignalSettings.Header(hook.header(), secret)));
        return checked("webhook", () -> new SignalSettings.Hook(address, header, hook.pause(), hook.names(), rule()));
    }

    private static Address address(String url, boolean isInsecure) {
        return isInsecure ? Address.unencrypted(url) : Address.of(url);
    }

    private static <T> T checked(String name, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException refused) {
            throw new IllegalStateException("flotilla." + name + ": " + refused.getMessage(), refused);
        }
    }

    /// This machine and its log.
    public Signals.Surroundings surroundings() {
        return new Signals.Surroundings(clock, System::nanoTime, host(), LOG::warn);
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException unknown) {
            return "localhost";
        }
    }
}
