package io.flotilla.catalog;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// Finds numbers, at least 1, by a hash of what they stand for: open addressing, five to six bytes each. To be changed
/// by one thread at a time while no other one looks.
public final class NumberIndex {

    private static final int FREE = 0;
    private static final int REMOVED = -1;

    private final IntUnaryOperator hashes;
    private int[] slots = new int[16];

    /// Slots that are not free: four of five at the most.
    private int used;

    private int size;

    /// @param hashes the hash of a number, as long as it is in the index
    public NumberIndex(IntUnaryOperator hashes) {
        this.hashes = hashes;
    }

    /// The number of that hash of which `isIt` says yes; 0 where there is none.
    public int find(int hash, IntPredicate isIt) {
        for (int slot = home(hash); slots[slot] != FREE; slot = next(slot)) {
            if (slots[slot] != REMOVED && isIt.test(slots[slot])) {
                return slots[slot];
            }
        }
        return 0;
    }

    /// Adds a number that is not there.
    public void add(int number) {
        if (used + 1 > slots.length / 5 * 4) {
            rebuild();
        }
        insert(number);
        size++;
    }

    /// Removes a number, whose hash is still the same.
    public void remove(int number) {
        for (int slot = home(hashes.applyAsInt(number)); slots[slot] != FREE; slot = next(slot)) {
            if (slots[slot] == number) {
                slots[slot] = REMOVED;
                size--;
                return;
            }
        }
    }

    private void rebuild() {
        int[] old = slots;
        slots = new int[size / 2 * 3 + 16];
        used = 0;
        for (int number : old) {
            if (number > FREE) {
                insert(number);
            }
        }
    }

    private void insert(int number) {
        int slot = home(hashes.applyAsInt(number));
        while (slots[slot] != FREE) {
            slot = next(slot);
        }
        slots[slot] = number;
        used++;
    }

    /// Fibonacci hashing (Knuth, volume 3, 6.4), then the high bits as a part of the length, whatever that is.
    private int home(int hash) {
        return (int) ((Integer.toUnsignedLong(hash * 0x9e3779b9) * slots.length) >>> Integer.SIZE);
    }

    private int next(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }
}
