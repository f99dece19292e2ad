package io.flotilla.service.cli;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.demo.Acknowledgement;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import io.flotilla.store.TargetUrl;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// The fleet of the demo and of the benchmark, and what both ask of it: as `flotilla replicate` has it where nothing
/// else is said.
@Singleton
final class MeasuredFleet {

    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RequestedFleet requested;
    private final InstantSource clock;

    MeasuredFleet(RequestedFleet requested, InstantSource clock) {
        this.requested = requested;
        this.clock = clock;
    }

    static FleetSettings settings(Path source, Path target, Path state) {
        return new FleetSettings(
                List.of(Root.of(source)),
                TargetUrl.parse(target.toString()),
                state,
                INTERVAL,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT,
                FleetSettings.Levels.DEFAULT);
    }

    /// The path of a database below the source, which is the key of its replica.
    String name(DatabaseId database) {
        return requested.catalog().row(database).replica().toString();
    }

    /// The requests to the target so far, by kind.
    Map<String, Long> requests() {
        RequestCounts counts = requested.requests();
        Map<String, Long> requests = new LinkedHashMap<>();
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind.name().toLowerCase(Locale.ROOT), counts.of(kind));
        }
        return requests;
    }

    /// Passes on what the fleet has confirmed, in the demo's words.
    FleetWitness witness(Consumer<Acknowledgement> acknowledgements) {
        return new FleetWitness() {
            @Override
            public void acknowledged(io.flotilla.fleet.Acknowledgement confirmed) {
                acknowledgements.accept(new Acknowledgement(
                        name(confirmed.database()),
                        confirmed.startedAt(),
                        confirmed.acknowledgedAt(),
                        confirmed.pages(),
                        confirmed.bytes()));
            }

            @Override
            public void foundNothingNew(DatabaseId database, Instant startedAt) {
                acknowledgements.accept(new Acknowledgement(name(database), startedAt, clock.instant()));
            }
        };
    }
}
