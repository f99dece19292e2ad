package io.flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Registration;
import io.flotilla.catalog.UsedHeap;
import io.flotilla.disk.Fingerprint;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {

    private static final Root ROOT = Root.of(Path.of("/data"));
    private static final Root OTHER = Root.of(Path.of("/data/d"));
    private static final Fingerprint STATUS = new Fingerprint(7);

    @TempDir
    Path state;

    private Catalog catalog;
    private Directories directories;

    @BeforeEach
    void open() {
        catalog = Catalog.open(state, "a target", Clock.systemUTC(), new Random(1))
                .catalog();
        directories = new Directories(catalog, List.of(ROOT, OTHER));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void keepsItsPathWithAndWithoutADatabase() {
        int directory = enter("/data/d");
        assertThat(directories.path(directory)).contains(Path.of("/data/d"));
        DatabaseId database = register("/data/d/a.db");
        assertThat(directories.placeRows()).isEmpty();
        assertThat(directories.path(directory)).contains(Path.of("/data/d"));
        assertThat(directories.find(Path.of("/data/d"))).isEqualTo(directory);
        assertThat(directories.databases(directory)).containsExactly(database);
    }

    @Test
    void aDatabaseElsewhereBringsItsDirectory() {
        register("/elsewhere/a.db");
        List<Integer> added = directories.placeRows();
        assertThat(added).hasSize(1);
        assertThat(directories.path(added.getFirst())).contains(Path.of("/elsewhere"));
        assertThat(directories.places(added.getFirst())).isEmpty();
        assertThat(directories.is(added.getFirst(), Directories.Flag.WITHOUT_NOTES))
                .isTrue();
    }

    @Test
    void aNoteHoldsAsLongAsTheStatusDoes() {
        int directory = enter("/data");
        DatabaseId database = register("/data/a.db");
        directories.placeRows();
        directories.listed(directory, STATUS, Instant.EPOCH, Set.of());
        directories.note(database, directory, STATUS, (byte) 3);
        assertThat(directories.note(database)).isEqualTo((byte) 3);

        directories.listed(directory, new Fingerprint(8), Instant.EPOCH, Set.of());
        assertThat(directories.note(database)).isZero();
        directories.note(database, directory, STATUS, (byte) 3);
        assertThat(directories.note(database)).as("of a look that began before").isZero();

        directories.listed(directory, Fingerprint.UNKNOWN, Instant.EPOCH, Set.of());
        directories.note(database, directory, Fingerprint.UNKNOWN, (byte) 3);
        assertThat(directories.note(database))
                .as("where the next change need not show")
                .isZero();
    }

    @Test
    void aWatchIsOneDirectorys() {
        int before = enter("/data/d");
        int after = enter("/data/n");
        directories.setWatch(before, 5);
        directories.setWatch(after, 5);
        assertThat(directories.findWatched(5)).isEqualTo(after);
        assertThat(directories.watch(before)).isZero();
        directories.setWatch(after, 0);
        assertThat(directories.findWatched(5)).isZero();
    }

    @Test
    void knowsEachPlaceOfADirectory() {
        Path path = Path.of("/data/d");
        int directory = enter("/data/d");
        directories.enter(new Discovery.Place(OTHER, path, path));
        directories.enter(new Discovery.Place(ROOT, path, Path.of("/data/link")));
        assertThat(directories.places(directory))
                .extracting(Discovery.Place::named)
                .containsExactly(path, path, Path.of("/data/link"));
        assertThat(directories.isFoundBelow(path, OTHER)).isTrue();
    }

    @Test
    void forgetsWhatIsGoneUnlessADatabaseWasInIt() {
        int empty = enter("/data/empty");
        int full = enter("/data/full");
        register("/data/full/a.db");
        directories.placeRows();
        directories.remove(empty, Path.of("/data/empty"));
        directories.remove(full, Path.of("/data/full"));
        assertThat(directories.path(empty)).isEmpty();
        assertThat(directories.find(Path.of("/data/empty"))).isZero();
        assertThat(directories.find(Path.of("/data/full"))).isEqualTo(full);
        assertThat(enter("/data/new")).as("its number is free again").isEqualTo(empty);
    }

    /// A sweep and the events of the system see the same at one time.
    @Test
    void whatTwoFindGoneIsForgottenOnce() {
        Path path = Path.of("/data/gone");
        int gone = enter("/data/gone");
        directories.remove(gone, path);
        directories.remove(gone, path);
        assertThat(enter("/data/new")).isEqualTo(gone);
        directories.remove(gone, path);
        assertThat(directories.path(gone)).contains(Path.of("/data/new"));
        assertThat(enter("/data/other")).isNotEqualTo(gone);
    }

    /// 27 bytes, five to six for each of two indexes, and five for the database.
    @Test
    void oneMoreDirectoryWithADatabaseCosts43Bytes() {
        int rows = 75_000;
        registerProjects(rows);
        // What is loaded and made once is there before.
        enterProjects(new Directories(catalog, List.of(ROOT, OTHER)), rows);
        long before = UsedHeap.bytes();
        enterProjects(directories, rows);
        double bytes = (UsedHeap.bytes() - before) / (double) rows;
        System.out.printf("directories: %.0f bytes of heap for one more%n", bytes);
        assertThat(bytes).isBetween(42.0, 46.0);
        assertThat(directories.databases(1)).containsExactly(new DatabaseId(1));
    }

    private void registerProjects(int rows) {
        List<Registration> batch = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            batch.add(new Registration(
                    Path.of("/data/project-" + i + "/main.db"), ObjectKey.of("project-" + i + "/main.db")));
        }
        catalog.register(batch);
    }

    private static void enterProjects(Directories into, int rows) {
        for (int i = 0; i < rows; i++) {
            into.setWatch(into.enter(place("/data/project-" + i)), i + 1);
        }
        into.placeRows();
    }

    private int enter(String path) {
        return directories.enter(place(path));
    }

    private static Discovery.Place place(String path) {
        return new Discovery.Place(ROOT, Path.of(path), Path.of(path));
    }

    private DatabaseId register(String path) {
        return catalog.register(Path.of(path), ObjectKey.of(path.substring(1)));
    }
}
