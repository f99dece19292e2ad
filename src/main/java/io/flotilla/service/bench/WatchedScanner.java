package io.flotilla.service.bench;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Change;
import io.flotilla.fleet.Scanner;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A scanner whose findings are noted, and which can be deaf to what the system tells. As safe for use by several
/// threads as the one behind it.
public final class WatchedScanner implements Scanner {

    private final Scanner scanner;
    private final Hearing hearing;
    private final Findings findings;
    private final InstantSource clock;
    private final AtomicLong sweeps = new AtomicLong();
    private volatile Instant firstSweep = Instant.MAX;

    /// Whether the system's events are used.
    public enum Hearing {
        EVENTS,
        SWEEPS_ALONE
    }

    /// Who hears when something was found.
    public interface Findings {
        void found(DatabaseId database, Instant at);
    }

    public WatchedScanner(Scanner scanner, Hearing hearing, Findings findings, InstantSource clock) {
        this.scanner = scanner;
        this.hearing = hearing;
        this.findings = findings;
        this.clock = clock;
    }

    @Override
    public Discovered discover() {
        return scanner.discover();
    }

    @Override
    public void sweep(Consumer<DatabaseId> changed) {
        scanner.sweep(database -> {
            findings.found(database, clock.instant());
            changed.accept(database);
        });
        if (sweeps.incrementAndGet() == 1) {
            firstSweep = clock.instant();
        }
    }

    @Override
    public Optional<Change> look(DatabaseId database) {
        Optional<Change> change = scanner.look(database);
        change.ifPresent(found -> findings.found(database, clock.instant()));
        return change;
    }

    @Override
    public void watch(Changes changes) throws InterruptedException {
        if (hearing == Hearing.EVENTS) {
            scanner.watch(new Changes() {
                @Override
                public void changed(DatabaseId database) {
                    findings.found(database, clock.instant());
                    changes.changed(database);
                }

                @Override
                public void missed(String why) {
                    changes.missed(why);
                }
            });
        }
    }

    @Override
    public boolean isTold() {
        return hearing == Hearing.EVENTS && scanner.isTold();
    }

    public long sweeps() {
        return sweeps.get();
    }

    /// When the first sweep was over; `Instant.MAX` before.
    public Instant firstSweep() {
        return firstSweep;
    }
}
