package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /// The rule as it is said: as long as there are too many, the deepest give way to those above them.
    @Test
    void areWhatGoingUpStepByStepLeavesOver() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            int least = random.nextInt(2);
            int names = 1 + random.nextInt(4);
            List<String> replicas = Stream.generate(() -> IntStream.range(0, 1 + random.nextInt(5))
                            .mapToObj(i -> "n" + random.nextInt(names))
                            .collect(Collectors.joining("/")))
                    .limit(random.nextInt(40))
                    .toList();

            assertThat(TargetRoots.of(replicas, least).all())
                    .as("seed %s: %s", seed, replicas)
                    .containsExactlyElementsOf(stepByStep(replicas, least));
        }
    }

    private static Set<String> stepByStep(List<String> replicas, int least) {
        Set<String> roots = new TreeSet<>();
        replicas.forEach(path -> roots.add(depth(parent(path)) < least ? path : parent(path)));
        int deepest = roots.stream().mapToInt(TargetRootsTest::depth).max().orElse(0);
        for (int depth = deepest; roots.size() > 8 && depth > least; depth--) {
            int gone = depth;
            List<String> deep =
                    roots.stream().filter(root -> depth(root) == gone).toList();
            deep.forEach(roots::remove);
            deep.forEach(root -> roots.add(parent(root)));
        }
        return roots;
    }

    private static String parent(String path) {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    private static int depth(String path) {
        return path.isEmpty() ? 0 : path.split("/").length;
    }
}
