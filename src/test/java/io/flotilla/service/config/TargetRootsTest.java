package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetRootsTest {

    @Test
    void takesTheDirectoriesInWhichReplicasAre() {
        TargetRoots roots = TargetRoots.of(List.of("mnt/nas/a", "mnt/nas/b", "mnt/other/c"), 1);

        assertThat(roots.all()).containsExactly("mnt/nas", "mnt/other");
        assertThat(TargetRoots.key(roots.root("mnt/nas/a"), "mnt/nas/a")).isEqualTo("a");
    }

    /// Otherwise everything on the machine would be listed with it.
    @Test
    void isNeverTheWholeFileSystem() {
        TargetRoots roots = TargetRoots.of(List.of("a", "b/c"), 1);

        assertThat(roots.root("a")).isEqualTo("a");
        assertThat(TargetRoots.key("a", "a")).isEmpty();
        assertThat(roots.root("b/c")).isEqualTo("b");
    }

    @Test
    void goesUpWhereThereWouldBeMany() {
        List<String> replicas = IntStream.range(0, 100_000)
                .mapToObj(i -> "backup/tenant" + i + "/data/main")
                .toList();
        TargetRoots roots = TargetRoots.of(replicas, 1);

        assertThat(roots.all()).containsExactly("backup");
        assertThat(TargetRoots.key("backup", replicas.getFirst())).isEqualTo("tenant0/data/main");
    }

    @Test
    void isTheBucketWhereAReplicaLiesAtItsTop() {
        TargetRoots roots = TargetRoots.of(List.of("orders", "shop/stock"), 0);

        assertThat(roots.root("orders")).isEmpty();
        assertThat(roots.root("shop/stock")).isEqualTo("shop");
    }
}
