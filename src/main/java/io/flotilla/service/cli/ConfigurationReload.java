package io.flotilla.service.cli;

import io.flotilla.service.config.InvalidConfiguration;
import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.Reload;
import io.flotilla.service.live.Reloaded;
import io.flotilla.service.live.Running;
import io.flotilla.service.live.Shown;
import io.flotilla.service.systemd.ServiceManager;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/// Reads the configuration again and lets the fleets follow it, whoever asks for it: SIGHUP, or somebody by
/// the API. The log says what came of it. Safe for use by several threads.
final class ConfigurationReload implements Reload {

    private static final Logger LOG = System.getLogger(ConfigurationReload.class.getName());

    private final Source source;
    private final OpenFleets fleets;
    private final Door door;

    ConfigurationReload(Source source, OpenFleets fleets, Door door) {
        this.source = source;
        this.fleets = fleets;
        this.door = door;
    }

    /// Where the fleets are shown.
    ///
    /// @param state the directory for what they have together
    /// @param manager is told while the configuration is read again
    record Door(Fleets shown, Path state, ServiceManager manager) {}

    /// Reads the configuration.
    @FunctionalInterface
    interface Source {
        ConfiguredReplication.Wanted read() throws IOException;
    }

    /// Shows the fleets as they are.
    void show() {
        door.shown().show(new Shown(door.state(), fleets.shown(), this));
    }

    @Override
    public synchronized Reloaded reload() throws InterruptedException {
        door.manager().reloading();
        try {
            Reloaded reloaded = follow();
            log(reloaded);
            return reloaded;
        } finally {
            door.manager().reloaded();
        }
    }

    /// What cannot be followed changes nothing.
    private Reloaded follow() throws InterruptedException {
        try {
            ConfiguredReplication.Wanted wanted = source.read();
            OpenFleets.Followed followed = fleets.follow(wanted.orders());
            show();
            return followed.problems().isEmpty()
                    ? new Reloaded.Followed(followed.fleets(), followed.databases(), wanted.notes())
                    : new Reloaded.Incomplete(followed.problems());
        } catch (InvalidConfiguration invalid) {
            return new Reloaded.Refused(invalid.problems());
        } catch (IOException | RuntimeException failure) {
            return new Reloaded.Refused(List.of(FailureText.of(failure).what()));
        }
    }

    private void log(Reloaded reloaded) {
        switch (reloaded) {
            case Reloaded.Followed(var names, var databases, var _) ->
                LOG.log(
                        Level.INFO,
                        "the configuration was read again, fleets={0} added={1} changed={2} removed={3}"
                                + " databases-added={4} databases-removed={5}",
                        fleets.size(),
                        named(names.added()),
                        named(names.changed()),
                        named(names.removed()),
                        databases.added().count(),
                        databases.removed().count());
            case Reloaded.Refused(var problems) ->
                problems.forEach(problem -> LOG.log(
                        Level.ERROR,
                        "the configuration was read again and cannot be followed, everything goes on as before: {0}",
                        problem));
            case Reloaded.Incomplete(var problems) ->
                problems.forEach(problem ->
                        LOG.log(Level.ERROR, "the configuration was read again and is followed in part: {0}", problem));
        }
    }

    private static String named(List<String> names) {
        return names.isEmpty() ? "none" : Running.names(names);
    }
}
