package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MissingPagesTest {

    @Test
    void behavesLikeASetOfNumbers() throws IOException {
        long seed = 7;
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            var missing = new MissingPages();
            var expected = new TreeSet<Integer>();
            int size = 0;
            for (int step = 0; step < 30; step++) {
                int page = 1 + random.nextInt(40);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        missing.cutAbove(page);
                        expected.tailSet(page, false).clear();
                        size = Math.min(size, page);
                    }
                    case 1 -> {
                        missing.add(size + 1, size + page);
                        for (int n = size + 1; n <= size + page; n++) {
                            expected.add(n);
                        }
                        size += page;
                    }
                    default -> {
                        missing.remove(page);
                        expected.remove(page);
                    }
                }
                assertThat(missing.isEmpty())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(expected.isEmpty());
                if (!expected.isEmpty()) {
                    assertThat(missing.first())
                            .as("seed %d, round %d", seed, round)
                            .isEqualTo(expected.first());
                }
            }
        }
    }

    @Test
    void takesTheLargestDatabaseThereIs() throws IOException {
        var missing = new MissingPages();
        missing.add(1, Integer.MAX_VALUE);
        missing.remove(Integer.MAX_VALUE);
        missing.remove(1);

        assertThat(missing.first()).isEqualTo(2);
    }

    @Test
    @Tag("I-2")
    void staysSmallWhateverAFileSays() {
        var missing = new MissingPages();
        missing.add(1, Integer.MAX_VALUE);

        assertThatThrownBy(() -> {
                    for (int page = 2; page < 1_000_000; page += 2) {
                        missing.remove(page);
                    }
                })
                .isInstanceOf(DamagedReplicaException.class);
    }
}
