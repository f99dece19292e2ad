package io.flotilla.service.bench;

import io.flotilla.creation.NamePattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/// What is measured.
///
/// @param databases how many there are
/// @param directories how many of them share one
/// @param phases which parts
/// @param lengths how long each part takes
/// @param place the directory in which a temporary one is made for all that is written
public record BenchOptions(int databases, Directories directories, Set<Phase> phases, Lengths lengths, Path place) {

    private static final int MOST = 10_000_000;
    private static final int MOST_HOT = 1000;

    public BenchOptions {
        phases = Set.copyOf(phases);
        if (databases < 100 || databases > MOST) {
            throw new IllegalArgumentException("The benchmark takes 100 to " + MOST + " databases, not " + databases);
        }
    }

    /// How the tree looks.
    public enum Directories {
        /// A directory for each database.
        ONE,

        /// A hundred databases in a directory.
        HUNDRED;

        NamePattern pattern() {
            return switch (this) {
                case ONE ->
                    NamePattern.parse("project{p}/databases/db{d}/branches/branch{b}/tenants/tenant{t}/tenant.db");
                case HUNDRED -> NamePattern.DEFAULT;
            };
        }
    }

    /// How long the parts take that could take any time.
    ///
    /// @param hot some databases are written once a second
    /// @param detect cold ones are written
    /// @param idle nothing is written
    /// @param sick the healthy ones are written beside the sick
    /// @param atMost for what is done when it is done
    public record Lengths(Duration hot, Duration detect, Duration idle, Duration sick, Duration atMost) {

        public static final Lengths FULL = new Lengths(
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(15));

        /// To see that everything works.
        public static final Lengths QUICK = new Lengths(
                Duration.ofSeconds(8),
                Duration.ofSeconds(4),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofMinutes(3));
    }

    /// How many databases are hot.
    int hot() {
        return Math.min(MOST_HOT, Math.max(10, databases / 10));
    }

    /// The same with fewer databases, each part short.
    BenchOptions tenth() {
        return new BenchOptions(Math.max(100, databases / 10), directories, phases, lengths, place);
    }

    boolean has(Phase phase) {
        return phases.contains(phase);
    }
}
