package io.flotilla.service.dev;

import io.flotilla.discovery.Root;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.bill.Account;
import io.flotilla.service.cli.FlotillaApplication;
import io.flotilla.service.cli.RequestedFleet;
import io.flotilla.service.demo.Workplace;
import io.flotilla.service.live.Fleets;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;

/// What dev mode starts: one command where there are arguments (`-Dquarkus.args`), else a demo fleet that is
/// written and replicated until the sources change or somebody ends it.
@QuarkusMain(name = "dev")
@IfBuildProfile("dev")
public final class DevApplication implements QuarkusApplication {

    private static final Logger LOG = System.getLogger(DevApplication.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final FlotillaApplication commands;
    private final RequestedFleet requested;
    private final Fleets fleets;
    private final DevStore store;
    private final DevAccess access;
    private final InstantSource clock;

    /// Receives the commands, and what a fleet to look at is made of.
    @Inject
    DevApplication(
            FlotillaApplication commands,
            RequestedFleet requested,
            Fleets fleets,
            DevStore store,
            DevAccess access,
            InstantSource clock) {
        this.commands = commands;
        this.requested = requested;
        this.fleets = fleets;
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public int run(String... arguments) throws Exception {
        if (arguments.length > 0) {
            return commands.run(arguments);
        }
        try (Workplace place = Workplace.temporary()) {
            DevDatabases databases = DevDatabases.write(place);
            replicate(databases.directory(), place.root());
        }
        return 0;
    }

    private void replicate(Path source, Path place) throws Exception {
        DevStore.Found found = store.find(place.getFileName().toString(), place.resolve("replica"));
        Path state = place.resolve("state");
        try (Fleet fleet = requested.open(settings(source, found, state), FleetWitness.NONE)) {
            Future<FleetSummary> run = fleet.runInBackground(INTERVAL);
            fleets.begin(fleet, new Account(clock.instant(), requested::sent, fleet::files));
            access.open(state);
            LOG.log(Level.INFO, "{0}; what is below {1} goes to {2}", found.how(), source, found.target());
            LOG.log(Level.INFO, "look at {0}", access.addresses());
            Quarkus.waitForExit();
            fleets.end();
            fleet.stop();
            run.get().problems().forEach(problem -> LOG.log(Level.WARNING, problem));
        }
    }

    private static FleetSettings settings(Path source, DevStore.Found found, Path state) {
        return new FleetSettings(
                List.of(Root.of(source)),
                found.target(),
                state,
                INTERVAL,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
    }
}
