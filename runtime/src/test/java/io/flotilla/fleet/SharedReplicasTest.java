package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.Catalog;
import io.flotilla.discovery.KeyTemplate;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the scanner makes of databases that would share a replica, and of those whose key is made in another way than
/// when they came.
class SharedReplicasTest {

    @TempDir
    private Path temporary;

    private final HandClock clock = new HandClock();
    private Path directory;
    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createDirectory(temporary.toRealPath().resolve("root"));
        catalog = Catalog.open(temporary.resolve("state"), "target", clock, new Random(1))
                .catalog();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void refusesToBeginWhereTwoWouldShareOne() throws IOException {
        write("p1/a.db");
        write("p2/a.db");
        write("p2/b.db");

        assertThatThrownBy(scanner("{name}")::discover)
                .isInstanceOf(SharedReplicaException.class)
                .hasMessage(
                        "Two databases would share a replica: %1$s/p2/a.db and %1$s/p1/a.db (a). Nothing was replicated:"
                                + " give one of them another key or root, or exclude it",
                        directory);
        assertThat(catalog.size())
                .as("nothing keeps a key that is about to be changed")
                .isZero();
        assertThat(scanner("{project}/{name}").discover().databases()).isEqualTo(3);
    }

    @Test
    void refusesToBeginWhereANewOneWouldShareTheReplicaOfAKnownOne() throws IOException {
        write("p1/a.db");
        scanner("{name}").discover();
        write("p2/a.db");

        assertThatThrownBy(scanner("{name}")::discover)
                .isInstanceOf(SharedReplicaException.class)
                .hasMessageContaining("%1$s/p2/a.db and %1$s/p1/a.db (a)", directory);
        assertThat(catalog.size()).isEqualTo(1);
    }

    @Test
    void namesThreeAndCountsTheOthers() throws IOException {
        for (int i = 0; i < 6; i++) {
            write("p" + i + "/a.db");
        }
        assertThatThrownBy(scanner("all")::discover)
                .hasMessageContaining("p1/a.db")
                .hasMessageContaining("p3/a.db")
                .hasMessageContaining("; and 2 more. Nothing");
    }

    @Test
    void refusesALaterOneAlone() throws IOException {
        write("p1/a.db");
        Scanner scanner = scanner("{name}");
        scanner.discover();
        write("p2/a.db");
        write("p2/b.db");

        Scanner.Discovered found = scanner.discover();
        assertThat(found.databases()).isEqualTo(2);
        assertThat(found.refused())
                .containsExactly(directory + "/p2/a.db would share its replica with " + directory
                        + "/p1/a.db: give one of them another key or root, or exclude it");
    }

    /// Whoever owns the replica is not there any more, so nothing says that the start is a mistake.
    @Test
    void refusesAloneWhoWouldHaveTheReplicaOfOneThatIsGone() throws IOException {
        write("p1/a.db");
        scanner("{name}").discover();
        Files.delete(directory.resolve("p1/a.db"));
        write("p2/a.db");
        write("p2/b.db");

        Scanner.Discovered found = scanner("{name}").discover();
        assertThat(found.databases()).isEqualTo(2);
        assertThat(found.refused()).singleElement().asString().contains("p2/a.db would share its replica with");
    }

    @Test
    void saysThatKnownDatabasesKeepTheirReplicas() throws IOException {
        write("p1/a.db");
        write("p1/b.db");
        assertThat(scanner("{path}").discover().doubts()).isEmpty();
        write("p1/c.db");

        Scanner changed = scanner("{project}/{name}");
        for (int walk = 0; walk < 2; walk++) {
            assertThat(changed.discover().doubts())
                    .hasSize(1)
                    .containsEntry(
                            directory,
                            "2 databases keep their replicas, although new ones are given keys in another way, for"
                                    + " example " + directory + "/p1/a.db: 'p1/a.db', and not 'p1/a'. To begin anew"
                                    + " under the new keys, start with another state directory");
        }
        assertThat(replica("p1/a.db")).isEqualTo(ObjectKey.of("p1/a.db"));
        assertThat(replica("p1/c.db")).isEqualTo(ObjectKey.of("p1/c"));
        assertThat(scanner("{path}").discover().doubts()).as("the third one").hasSize(1);
    }

    /// The inner root would give `p1/a.db` the key of the outer `a.db`.
    @Test
    void saysNothingOfDatabasesThatAnotherRootNamedSo() throws IOException {
        write("a.db");
        write("p1/a.db");
        List<Root> roots = List.of(Root.of(directory), Root.of(directory.resolve("p1")));
        for (int start = 0; start < 2; start++) {
            assertThat(scanner(roots).discover().doubts()).isEmpty();
        }
    }

    private ObjectKey replica(String name) {
        return catalog.row(catalog.find(directory.resolve(name)).orElseThrow()).replica();
    }

    private Scanner scanner(String key) throws IOException {
        return scanner(List.of(new Root(directory, List.of(), List.of(), KeyTemplate.of(key))));
    }

    private Scanner scanner(List<Root> roots) throws IOException {
        var disk = PosixDisk.open();
        return new TreeScanner(catalog, disk, roots, Clocks.of(clock));
    }

    private void write(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
