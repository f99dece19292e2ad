package io.flotilla.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// What a user may set of a campaign: the seed (`flotilla.crash.seed`), where it works
/// (`flotilla.crash.directory`, in which stays what was found to be wrong), where it notes what it tried
/// (`flotilla.crash.record`), how many error points are tried at a time (`flotilla.crash.workers`); and its figures.
final class Campaign {

    /// More than there are processors: most of the time of a point is spent waiting.
    private static final int WORKERS = 4;

    private final String name;
    private final long seed = Long.getLong("flotilla.crash.seed", System.nanoTime());
    private final Tally tally = new Tally();

    Campaign(String name) {
        this.name = name;
    }

    /// Where it works: in the temporary directory unless another was named.
    static Path directory(Path temporary) throws IOException {
        String named = System.getProperty("flotilla.crash.directory");
        return named == null ? temporary : Files.createTempDirectory(Path.of(named), "flotilla-crash-");
    }

    /// How many points a property asks for: a number, or `all`; 0 where it is not set.
    static int wanted(String property) {
        String text = System.getProperty(property, "");
        return switch (text) {
            case "" -> 0;
            case "all" -> Integer.MAX_VALUE;
            default -> Integer.parseInt(text);
        };
    }

    static int workers() {
        return Integer.getInteger("flotilla.crash.workers", WORKERS);
    }

    Random random() {
        return new Random(seed);
    }

    Tally tally() {
        return tally;
    }

    /// Prints the figures, removes the directory, and fails, with the directory still there, where something is wrong.
    void finish(Path directory) throws IOException {
        System.out.println(tally.text(name, seed));
        if (tally.faults().isEmpty()) {
            Scenarios.remove(directory);
        }
        assertThat(tally.faults()).as("seed %s", seed).isEmpty();
    }

    /// Says what is wrong at once: a campaign may be long.
    synchronized void report(Object point, String at, Iterable<String> faults) {
        for (String fault : faults) {
            tally.fault(point, fault);
            System.out.println(name + ": " + point + ": " + fault + ", at " + at + ", seed " + seed);
        }
    }
}
