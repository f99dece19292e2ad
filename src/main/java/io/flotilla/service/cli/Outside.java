package io.flotilla.service.cli;

import io.flotilla.service.config.Configuration;
import io.flotilla.service.systemd.ServiceManager;
import io.flotilla.service.trace.Traces;
import io.flotilla.service.trace.Tracing;
import io.flotilla.signal.Address;
import io.flotilla.signal.Rule;
import io.flotilla.signal.SignalSettings;
import io.flotilla.signal.Signals;
import io.flotilla.signal.Watched;
import io.flotilla.wiring.ConfiguredSignals;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Who hears of a replication without asking: a heartbeat's receiver, one of messages, a collector of traces, and the
/// service manager. Nothing is made for those that nobody wants.
@Singleton
final class Outside {

    private static final Pattern SETTING = Pattern.compile("flotilla(?:\\.[a-z][a-z-]*)+");

    private final Instance<ConfiguredSignals> configured;
    private final Instance<Traces> traces;

    Outside(Instance<ConfiguredSignals> configured, Instance<Traces> traces) {
        this.configured = configured;
        this.traces = traces;
    }

    /// What is to be told, as the environment says.
    SignalSettings wanted() {
        try {
            return configured.get().settings();
        } catch (IllegalStateException refused) {
            throw refused(refused);
        }
    }

    /// The same where a file says it too, which goes before the environment.
    SignalSettings wanted(Configuration file) {
        SignalSettings said = wanted();
        try {
            Optional<SignalSettings.Hook> hook = file.webhook().map(configured.get()::hook);
            return new SignalSettings(file.heartbeat().map(this::beat).or(said::beat), hook.or(said::hook));
        } catch (IllegalStateException refused) {
            throw refused(refused);
        }
    }

    /// A setting that makes no sense. The text names it.
    static CommandFailure refused(IllegalStateException refused) {
        String text = String.valueOf(refused.getMessage());
        String variable = SETTING.matcher(text)
                .results()
                .findFirst()
                .map(MatchResult::group)
                .map(name -> "; in the environment " + name + " is " + variable(name))
                .orElse("");
        return new CommandFailure(text, "docs/configuration.md has all settings" + variable, refused);
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /// Litestream wants everything to be synced within the interval.
    private SignalSettings.Beat beat(Configuration.Heartbeat file) {
        var rule =
                new Rule(file.interval(), file.late(), configured.get().rule().loopAge());
        return new SignalSettings.Beat(Address.unencrypted(file.url()), file.interval(), rule);
    }

    /// Begins to trace the databases that are chosen. The caller closes it after the fleets.
    Tracing trace() {
        try {
            return traces.get().begin();
        } catch (IllegalStateException refused) {
            throw refused(refused);
        }
    }

    /// Begins to tell.
    ///
    /// @param fleets those that run, asked for again and again
    Told open(SignalSettings wanted, Supplier<List<Watched>> fleets) {
        var around = configured.get().surroundings();
        Signals signals = Signals.begin(wanted, fleets, around);
        var live = new ServiceManager.Live(fleets, configured.get().rule().loopAge(), around.clock());
        return new Told(signals, ServiceManager.begin(System.getenv(), live));
    }

    /// What is told until it is closed.
    record Told(Signals signals, ServiceManager manager) implements AutoCloseable {

        @Override
        public void close() {
            signals.close();
            manager.close();
        }
    }
}
