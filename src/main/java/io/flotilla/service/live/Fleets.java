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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The fleets of this process, from the begin of the first to the end of all: whoever shows something asks
/// here each time, for they may change. Safe for use by several threads.
@Singleton
public final class Fleets {

    private final Beans beans;
    private final InstantSource clock;
    private final Event<Shown> told;
    private final Event<FleetsShown> fleetsShown;
    private final boolean isServed;
    private final boolean isProved;
    private final AtomicReference<Optional<Shown>> shown = new AtomicReference<>(Optional.empty());

    /// @param isServed whether anybody can ask
    /// @param windows when databases are proved by themselves; nothing is made where neither is wanted
    Fleets(
            Beans beans,
            InstantSource clock,
            Event<Shown> told,
            Event<FleetsShown> fleetsShown,
            @ConfigProperty(name = "quarkus.http.host-enabled") boolean isServed,
            @ConfigProperty(name = "flotilla.verification.at") Optional<String> windows) {
        this.isServed = isServed;
        this.isProved = windows.isPresent();
        this.beans = beans;
        this.clock = clock;
        this.told = told;
        this.fleetsShown = fleetsShown;
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

        Running running(Fleet fleet, Account account, InstantSource clock) {
            Instant since = clock.instant();
            return new Running(
                    fleet,
                    catalog.get(),
                    settings.get(),
                    new Running.Target(store.get(), target.get(), account),
                    Projects.read(settings.get().roots(), disk.get()),
                    new Proofs(catalog.get().proofs(), clock),
                    since);
        }
    }

    /// Whether anybody can ask.
    public boolean isServed() {
        return isServed;
    }

    /// The only fleet, of the beans of this process, may be shown from now on.
    public void begin(Fleet fleet, Account account) {
        if (isServed || isProved) {
            Running running = beans.running(fleet, account, clock);
            show(new Shown(running.settings().state(), List.of(running), Reload.NONE));
        }
    }

    /// This may be shown from now on, and nothing else. Who has to know of it first does.
    public void show(Shown now) {
        if (isServed) {
            told.fire(now);
        }
        if (isServed || isProved) {
            shown.set(Optional.of(now));
        }
        if (isServed) {
            fleetsShown.fire(new FleetsShown());
        }
    }

    /// They end, and are shown no more.
    public void end() {
        shown.set(Optional.empty());
    }

    /// All of them, by name; none before they begin and after they ended.
    public List<Running> all() {
        return shown.get().map(Shown::fleets).orElse(List.of());
    }

    /// Makes the process read its configuration again; absent as long as there are no fleets.
    public Optional<Reload> reload() {
        return shown.get().map(Shown::reload);
    }
}
