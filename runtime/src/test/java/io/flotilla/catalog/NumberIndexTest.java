package io.flotilla.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberIndexTest {

    /// Eight numbers have the same hash.
    private final NumberIndex index = new NumberIndex(number -> number / 8);

    @Test
    void findsWhatWasAddedAndNotRemovedSince() {
        var random = new Random(7);
        var expected = new TreeSet<Integer>();
        for (int i = 0; i < 20_000; i++) {
            int number = 1 + random.nextInt(1000);
            if (expected.add(number)) {
                index.add(number);
            } else {
                expected.remove(number);
                index.remove(number);
            }
        }
        for (int number = 1; number <= 1000; number++) {
            assertThat(find(number)).isEqualTo(expected.contains(number) ? number : 0);
        }
    }

    private int find(int number) {
        return index.find(number / 8, other -> other == number);
    }
}
