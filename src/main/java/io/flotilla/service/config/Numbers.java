package io.flotilla.service.config;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Numbers in their order, four bytes each. For one thread.
final class Numbers {

    private int[] numbers = new int[8];
    private int size;

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size + size / 2);
        }
        numbers[size] = number;
        size++;
    }

    /// The first of them.
    int first() {
        return stream().findFirst().orElseThrow();
    }

    IntStream stream() {
        return Arrays.stream(numbers, 0, size);
    }

    void forEach(IntConsumer action) {
        stream().forEach(action);
    }
}
