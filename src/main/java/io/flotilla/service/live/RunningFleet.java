package io.flotilla.service.live;

import io.flotilla.catalog.Catalog;
import io.flotilla.discovery.Projects;
import io.flotilla.disk.Disk;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.service.bill.Account;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The fleet of this process, from its begin to its end. Safe for use by several threads.
@Singleton
public final class RunningFleet {

    private final Beans beans;
    private final InstantSource clock;
    private final Event<Running> began;
    private final boolean isServed;
    private final AtomicReference<Optional<Running>> running = new AtomicReference<>(Optional.empty());

    /// @param isServed whether anybody can ask: otherwise nothing is made for it
    RunningFleet(
            Beans beans,
            InstantSource clock,
            Event<Running> began,
            @ConfigProperty(name = "quarkus.http.host-enabled") boolean isServed) {
        this.isServed = isServed;
        this.beans = beans;
        this.clock = clock;
        this.began = began;
    }

    /// What is there once a fleet was asked for, and not before.
    @Singleton
    static final class Beans {

        private final Instance<Catalog> catalog;
        private final Instance<FleetSettings> settings;
        private final Instance<LtxStore> store;
        private final Instance<MeteredTarget> target;
        private final Instance<Disk> disk;

        Beans(
                Instance<Catalog> catalog,
                Instance<FleetSettings> settings,
                Instance<LtxStore> store,
                Instance<MeteredTarget> target,
                Instance<Disk> disk) {
            this.catalog = catalog;
            this.settings = settings;
            this.store = store;
            this.target = target;
            this.disk = disk;
        }

        Running running(Fleet fleet, Account account, Instant since) {
            return new Running(
                    fleet,
                    catalog.get(),
                    settings.get(),
                    new Running.Target(store.get(), target.get(), account),
                    Projects.read(settings.get().roots(), disk.get()),
                    since);
        }
    }

    /// Whether anybody can ask.
    public boolean isServed() {
        return isServed;
    }

    /// The fleet that was opened, of the beans of this process, may be shown from now on.
    public void begin(Fleet fleet, Account account) {
        if (isServed) {
            begin(beans.running(fleet, account, clock.instant()));
        }
    }

    /// A fleet of other parts may be shown from now on.
    public void begin(Running begun) {
        running.set(Optional.of(begun));
        began.fire(begun);
    }

    /// It ends, and is shown no more.
    public void end() {
        running.set(Optional.empty());
    }

    /// Absent before it begins and after it ended.
    public Optional<Running> find() {
        return running.get();
    }
}
