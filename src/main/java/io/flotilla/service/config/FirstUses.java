package io.flotilla.service.config;

import java.util.OptionalInt;
import java.util.function.IntFunction;

/// Which of many texts stood there first. The texts stay where they are: one costs some 12 to 24 bytes. For one thread.
final class FirstUses {

    private final IntFunction<String> textOf;

    /// The number of a text and one, or 0 where there is none; beside it the text's hash. Open addressing, at most two
    /// thirds full.
    private int[] numbers = new int[64];
    private int[] hashes = new int[64];
    private int size;

    /// @param textOf gives the text of a number again
    FirstUses(IntFunction<String> textOf) {
        this.textOf = textOf;
    }

    /// Notes a text, and gives the number under which it was noted before; absent where it is new.
    OptionalInt note(String text, int number) {
        int slot = find(text);
        if (numbers[slot] != 0) {
            return OptionalInt.of(numbers[slot] - 1);
        }
        numbers[slot] = number + 1;
        hashes[slot] = spread(text);
        size++;
        if (3L * size > 2L * numbers.length) {
            grow();
        }
        return OptionalInt.empty();
    }

    private int find(String text) {
        int hash = spread(text);
        int slot = hash & (numbers.length - 1);
        while (numbers[slot] != 0
                && !(hashes[slot] == hash && textOf.apply(numbers[slot] - 1).equals(text))) {
            slot = (slot + 1) & (numbers.length - 1);
        }
        return slot;
    }

    private void grow() {
        int[] oldNumbers = numbers;
        int[] oldHashes = hashes;
        numbers = new int[2 * oldNumbers.length];
        hashes = new int[numbers.length];
        for (int old = 0; old < oldNumbers.length; old++) {
            if (oldNumbers[old] != 0) {
                int slot = oldHashes[old] & (numbers.length - 1);
                while (numbers[slot] != 0) {
                    slot = (slot + 1) & (numbers.length - 1);
                }
                numbers[slot] = oldNumbers[old];
                hashes[slot] = oldHashes[old];
            }
        }
    }

    /// The hashes of texts that differ in their last characters are neighbours.
    private static int spread(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }
}
