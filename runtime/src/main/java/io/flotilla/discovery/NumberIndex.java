package io.flotilla.discovery;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// Finds numbers, at least 1, by a hash of what they stand for: open addressing, four bytes a slot. For use
/// by one thread at a time.
final class NumberIndex {

    private static final int FREE = 0;
    private static final int REMOVED = -1;

    private final IntUnaryOperator hashes;
    private int[] slots = new int[64];

    /// Slots that are not free.
    private int used;

    private int size;

    /// @param hashes the hash of a number, as long as it is in the index
    NumberIndex(IntUnaryOperator hashes) {
        this.hashes = hashes;
    }

    /// The number of that hash of which `isIt` says yes; 0 where there is none.
    int find(int hash, IntPredicate isIt) {
        int mask = slots.length - 1;
        for (int slot = spread(hash) & mask; slots[slot] != FREE; slot = (slot + 1) & mask) {
            if (slots[slot] != REMOVED && isIt.test(slots[slot])) {
                return slots[slot];
            }
        }
        return 0;
    }

    /// Adds a number that is not there.
    void add(int number) {
        if (used + 1 > slots.length / 3 * 2) {
            rebuild();
        }
        insert(number);
        size++;
    }

    /// Removes a number, whose hash is still the same.
    void remove(int number) {
        int mask = slots.length - 1;
        for (int slot = spread(hashes.applyAsInt(number)) & mask; slots[slot] != FREE; slot = (slot + 1) & mask) {
            if (slots[slot] == number) {
                slots[slot] = REMOVED;
                size--;
                return;
            }
        }
    }

    private void rebuild() {
        int[] old = slots;
        int length = old.length;
        while (size + 1 > length / 2) {
            length *= 2;
        }
        slots = new int[length];
        used = 0;
        for (int number : old) {
            if (number > FREE) {
                insert(number);
            }
        }
    }

    private void insert(int number) {
        int mask = slots.length - 1;
        int slot = spread(hashes.applyAsInt(number)) & mask;
        while (slots[slot] != FREE) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = number;
        used++;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ (mixed >>> 15);
    }
}
