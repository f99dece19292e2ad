package io.flotilla.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model reads files as SQLite does.
class RecoveryRuleTest {

    private static final int PAGE = 512;

    /// The tables, and the first page of the list of free pages, which tells where the others are.
    private static final int KEPT = 5;

    @TempDir
    private Path directory;

    @Test
    void pagesThatNeitherTheLogNorTheDatabaseHasAreZeros() throws Exception {
        Path file = directory.resolve("a.db");
        leaveLogBesideFreePages(file);
        int count = (int) Files.size(file) / PAGE;
        try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
            cut.truncate(KEPT * PAGE);
        }

        byte[] real = RecoveredCopy.bytes(file);

        assertThat(count).isGreaterThan(KEPT + 10);
        assertThat(real).hasSize(count * PAGE);
        assertThat(Arrays.copyOfRange(real, KEPT * PAGE, real.length)).containsOnly(0);
        World world = world(file);
        assertThat(world.recovered()).map(Image::bytes).contains(real);
        assertThat(world.lacksPages()).isTrue();
    }

    /// A log whose one commit leaves the pages at the end of the database alone, and a database with all others.
    private static void leaveLogBesideFreePages(Path file) {
        try (SqliteProcess application = SqliteProcess.start()) {
            application.open(
                    file,
                    "PRAGMA page_size = " + PAGE,
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA wal_autocheckpoint = 0",
                    "CREATE TABLE t(x)",
                    "CREATE TABLE u(x)",
                    "INSERT INTO u VALUES (randomblob(10000))",
                    "DROP TABLE u",
                    "PRAGMA wal_checkpoint(TRUNCATE)",
                    "INSERT INTO t VALUES (1)");
            application.kill();
        }
    }

    private static World world(Path file) throws IOException {
        var profile = new Profile(
                PAGE,
                1,
                true,
                Profile.Sync.NORMAL,
                Profile.Journal.DELETE,
                -1,
                0,
                false,
                false,
                1,
                0,
                false,
                new Profile.Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        var world = new World(file, profile, new SplittableRandom(1), new Trace(false));
        for (String suffix : new String[] {"", ModelDisk.LOG}) {
            ModelFile copy = world.disk().openOrCreate(suffix);
            world.disk().write(copy, 0, Files.readAllBytes(Path.of(file + suffix)));
        }
        return world;
    }
}
