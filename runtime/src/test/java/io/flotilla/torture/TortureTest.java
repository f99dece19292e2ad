package io.flotilla.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Applications of all habits write, check in, roll back, vacuum, are killed and have their files replaced, while the
/// fleet replicates. Whatever is restored is, page for page, a state that the database had, and never an older one than
/// the fleet claimed.
///
/// A short run in each build; `-Dflotilla.torture.seconds=2400` for a long one. `-Dflotilla.torture.seed=N` repeats a
/// run as far as several processes can be repeated, `-Dflotilla.torture.databases=N` sets how many databases live at a
/// time, `-Dflotilla.torture.processes=N` how many processes write each at the most,
/// `-Dflotilla.torture.habits=wal-kept-open,delete` which habits there are, and `-Dflotilla.torture.pagesizes=true`
/// changes page sizes, too.
class TortureTest {

    @TempDir
    Path directory;

    @Test
    void whateverIsRestoredIsAStateThatTheDatabaseHad() throws Exception {
        long seed = Long.getLong("flotilla.torture.seed", System.nanoTime());
        var plan = new Torture.Plan(
                Duration.ofSeconds(Long.getLong("flotilla.torture.seconds", 8)),
                new Torture.Size(
                        Integer.getInteger("flotilla.torture.databases", 2),
                        Integer.getInteger("flotilla.torture.processes", 2)),
                Habit.named(System.getProperty("flotilla.torture.habits", "")),
                Boolean.getBoolean("flotilla.torture.pagesizes"),
                seed);
        System.out.println("Torture: seed " + seed);

        Tally tally = new Torture(directory, plan).run();

        System.out.println("Torture: " + tally + ", seed " + seed);
        assertThat(tally.count("restores equal page for page")).isPositive();
        assertThat(tally.count("commits")).isPositive();
    }
}
