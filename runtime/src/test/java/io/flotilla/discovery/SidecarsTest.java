package io.flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SidecarsTest {

    private final Sidecars sidecars = new Sidecars();

    @Test
    void withoutAnyEveryDatabaseLacksThem() {
        sidecars.add(Path.of("/ü/a.db"));
        sidecars.add(Path.of("/ü/a.db-shm"));
        sidecars.add(Path.of("/ü/ü.db"));

        assertThat(sidecars.isEmpty()).isTrue();
        assertThat(sidecars.lacksLog(Path.of("/ü/ü.db"))).isTrue();
        assertThat(sidecars.lacksJournal(Path.of("/ü/ü.db"))).isTrue();
    }

    @Test
    void belongToTheDatabaseOfTheirName() {
        sidecars.add(Path.of("/ü/a.db-wal"));
        sidecars.add(Path.of("/ü/b.db-journal"));

        assertThat(sidecars.lacksLog(Path.of("/ü/a.db"))).isFalse();
        assertThat(sidecars.lacksJournal(Path.of("/ü/a.db"))).isTrue();
        assertThat(sidecars.lacksLog(Path.of("/ü/b.db"))).isTrue();
        assertThat(sidecars.lacksJournal(Path.of("/ü/b.db"))).isFalse();
        assertThat(sidecars.lacksLog(Path.of("/ü/c.db"))).isTrue();
        assertThat(sidecars.lacksLog(Path.of("/ü/ä.db"))).as("who knows").isFalse();
    }

    /// ext4 may be told to take both for the same name, and lists the one it was made with.
    @Test
    void belongToTheDatabaseOfTheirNameInWhateverLetters() {
        sidecars.add(Path.of("/d/A.DB-WAL"));
        sidecars.add(Path.of("/d/b.db-Journal"));

        assertThat(sidecars.lacksLog(Path.of("/d/a.db"))).isFalse();
        assertThat(sidecars.lacksJournal(Path.of("/d/B.db"))).isFalse();
        assertThat(sidecars.lacksLog(Path.of("/d/b.db"))).isTrue();
    }

    /// The sign for kelvin is the letter k to a file system that does not tell letters apart.
    @Test
    void otherLettersMayBeAnyOnes() {
        sidecars.add(Path.of("/d/\u212a.db-wal"));

        assertThat(sidecars.lacksLog(Path.of("/d/k.db"))).isFalse();
        assertThat(sidecars.lacksLog(Path.of("/d/a.db"))).isFalse();
    }
}
