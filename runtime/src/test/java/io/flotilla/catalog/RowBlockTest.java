package io.flotilla.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowBlockTest {

    private final RowBlock block = new RowBlock();

    @Test
    void keepsNamesThatShareAnyPartOfOthers() {
        var random = new Random(11);
        Set<String> names = new LinkedHashSet<>(List.of("/a/b/c", "/a/b", "/a/b/c/d", "/", "/a/b/d"));
        while (names.size() < RowBlock.ROWS) {
            var name = new StringBuilder();
            for (int depth = 0; depth <= random.nextInt(6); depth++) {
                name.append('/').append("tenant", 0, random.nextInt(7)).append(random.nextInt(1 << random.nextInt(20)));
            }
            names.add(name.toString());
        }
        List<String> paths = new ArrayList<>(names);
        for (int at = 0; at < RowBlock.ROWS; at++) {
            block.putNames(at, bytes(paths.get(at)), replica(at, paths.get(at)));
        }
        for (int at = 0; at < RowBlock.ROWS; at++) {
            String path = paths.get(at);
            String other = paths.get((at + 1) % RowBlock.ROWS);
            assertThat(block.path(at)).isEqualTo(bytes(path));
            assertThat(block.replica(at)).isEqualTo(replica(at, path));
            assertThat(block.hasPath(at, bytes(path))).isTrue();
            assertThat(block.hasPath(at, bytes(other))).isFalse();
            assertThat(block.comparePath(at, bytes(other)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes(path), bytes(other))));
        }
    }

    /// Of every third row it is another name, of the others the end of the path.
    private static byte[] replica(int at, String path) {
        return bytes(at % 3 == 0 ? "key-" + at : path.substring(path.length() / 2));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(UTF_8);
    }
}
