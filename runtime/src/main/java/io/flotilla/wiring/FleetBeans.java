package io.flotilla.wiring;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Opened;
import io.flotilla.disk.Disk;
import io.flotilla.disk.MeteredDisk;
import io.flotilla.disk.OwnDescriptors;
import io.flotilla.fleet.EmbeddedDisk;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.Replicator;
import io.flotilla.fleet.Scanner;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.fleet.TierManager;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetFactory;
import io.flotilla.spi.TierPolicy;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.Prices;
import io.flotilla.store.RequestMeter;
import io.flotilla.store.Targets;
import io.flotilla.tiering.TierPolicies;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// The engine as beans. Each is made when it is asked for; an application puts another in place by producing a
/// bean of the same type.
@Singleton
public class FleetBeans {

    private static final Logger LOG = Logger.getLogger(FleetBeans.class);

    @Produces
    @Singleton
    @DefaultBean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    /// Leaves the application's own SQLite connections their locks.
    @Produces
    @Singleton
    @DefaultBean
    Disk disk() throws IOException {
        return EmbeddedDisk.open();
    }

    void close(@Disposes Disk disk) {
        if (disk instanceof OwnDescriptors own) {
            own.close();
        }
    }

    @Produces
    @Singleton
    @Typed(MeteredDisk.class)
    MeteredDisk meteredDisk(Disk disk) {
        return new MeteredDisk(disk);
    }

    @Produces
    @Singleton
    @DefaultBean
    FleetSettings settings(FlotillaConfig config) {
        return ConfiguredFleet.settings(config);
    }

    @Produces
    @Singleton
    @DefaultBean
    FleetWitness witness() {
        return FleetWitness.NONE;
    }

    @Produces
    @Singleton
    FleetAssembly assembly(FleetSettings settings, MeteredDisk disk, InstantSource clock) {
        return new FleetAssembly(settings, disk, clock, new SecureRandom());
    }

    @Produces
    @Singleton
    TargetThreads targetThreads() {
        return new TargetThreads();
    }

    void close(@Disposes TargetThreads threads) {
        threads.close();
    }

    @Produces
    @Singleton
    @DefaultBean
    Prices prices(FlotillaConfig config) {
        FlotillaConfig.PricesConfig prices = config.prices();
        return new Prices(
                prices.asOf(),
                prices.currency(),
                prices.putsPerThousand(),
                prices.readsPerThousand(),
                prices.gigabyteMonth());
    }

    @Produces
    @Singleton
    RequestMeter requestMeter() {
        return new RequestMeter();
    }

    /// A factory that the application produces as a bean takes the place of the plug-in for its scheme.
    @Produces
    @Singleton
    OpenTarget target(
            FleetSettings settings, TargetThreads threads, RequestMeter meter, Instance<TargetFactory> ofApplication)
            throws IOException {
        var surroundings = new Surroundings(threads, LOG::warn, meter);
        return Targets.installed(surroundings, ofApplication.stream().toList()).open(settings.target());
    }

    void close(@Disposes OpenTarget target) {
        target.close();
    }

    @Produces
    @Singleton
    MeteredTarget meteredTarget(OpenTarget target, RequestMeter meter) {
        return new MeteredTarget(target.target(), meter);
    }

    @Produces
    @Singleton
    LtxStore store(MeteredTarget metered, OpenTarget target) {
        return new LtxStore(metered, target.layout());
    }

    /// @param target open by then: a state directory belongs to its target, so none is made for one that cannot be
    @Produces
    @Singleton
    Opened openedCatalog(FleetAssembly assembly, OpenTarget target) {
        return assembly.openCatalog();
    }

    @Produces
    @Singleton
    Catalog catalog(Opened opened) {
        return opened.catalog();
    }

    @Produces
    @Singleton
    @DefaultBean
    TierPolicy tierPolicy(FleetSettings settings) {
        FleetSettings.Tiers tiers = settings.tiers();
        TierPolicies installed = TierPolicies.installed();
        return installed.create(tiers.rules(), installed.create(tiers.policy(), tiers.settings()));
    }

    @Produces
    @Singleton
    @DefaultBean
    Scanner scanner(FleetAssembly assembly, Catalog catalog) {
        return assembly.scanner(catalog);
    }

    @Produces
    @Singleton
    @DefaultBean
    TierManager tierManager(FleetAssembly assembly, Catalog catalog, TierPolicy policy) {
        return assembly.tierManager(catalog, policy);
    }

    @Produces
    @Singleton
    @DefaultBean
    Replicator replicator(FleetAssembly assembly, Catalog catalog, LtxStore store, FleetWitness witness)
            throws IOException {
        return assembly.replicator(catalog, store, witness);
    }

    @Produces
    @Singleton
    Engine engine(Opened opened, Scanner scanner, TierManager tiers, Replicator replicator) {
        return new Engine(opened, scanner, tiers, replicator);
    }

    @Produces
    @Singleton
    Fleet fleet(FleetAssembly assembly, Engine engine, LtxStore store, FleetWitness witness) {
        return assembly.fleet(engine, store, witness);
    }

    void close(@Disposes Fleet fleet) {
        fleet.close();
    }
}
