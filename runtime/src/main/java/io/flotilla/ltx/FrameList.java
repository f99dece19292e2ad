package io.flotilla.ltx;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The page numbers and lengths of the frames of a file being written: eight bytes each. Frames follow one another
/// without a gap, so their offsets need no memory.
final class FrameList {

    private static final int FIRST_CAPACITY = 16;

    private int[] numbers = new int[FIRST_CAPACITY];
    private int[] lengths = new int[FIRST_CAPACITY];
    private int size;

    void add(int number, int length) {
        if (size == numbers.length) {
            int capacity = Math.toIntExact(Math.min(2L * size, Integer.MAX_VALUE - Long.BYTES));
            numbers = Arrays.copyOf(numbers, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        numbers[size] = number;
        lengths[size] = length;
        size++;
    }

    int size() {
        return size;
    }

    /// Puts one entry of the page index.
    void writeEntry(ByteBuffer to, int at, long offset) {
        Varint.write(to, numbers[at]);
        Varint.write(to, offset);
        Varint.write(to, lengths[at]);
    }

    int length(int at) {
        return lengths[at];
    }
}
