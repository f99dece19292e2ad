package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/// The entries of a directory as bytes, one after the other: a million of them fit into some 30 MB. An entry
/// is made when it is asked for. For use by one thread.
final class DirectoryEntries extends AbstractList<DirectoryEntry> implements RandomAccess {

    private static final List<DirectoryEntry.Kind> KINDS = List.of(DirectoryEntry.Kind.values());

    private final Path directory;
    private byte[] names = new byte[1024];
    private int used;

    /// Where the record of each entry begins: its kind, two bytes of length, its name.
    private int[] starts = new int[32];

    private int size;

    DirectoryEntries(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    void add(MemorySegment name, DirectoryEntry.Kind kind) {
        int length = Math.toIntExact(name.byteSize());
        int end = Math.addExact(used, 3 + length);
        if (end > names.length) {
            names = Arrays.copyOf(names, Math.max(end, names.length + names.length / 2));
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size + size / 2);
        }
        starts[size++] = used;
        names[used] = (byte) KINDS.indexOf(kind);
        names[used + 1] = (byte) (length >>> 8);
        names[used + 2] = (byte) length;
        MemorySegment.copy(name, JAVA_BYTE, 0, names, used + 3, length);
        used = end;
    }

    @Override
    public DirectoryEntry get(int index) {
        int start = starts[index];
        byte[] name = Arrays.copyOfRange(names, start + 3, end(start));
        return new DirectoryEntry(PathBytes.child(directory, name), KINDS.get(names[start]));
    }

    @Override
    public int size() {
        return size;
    }

    private int end(int start) {
        return start + 3 + (Byte.toUnsignedInt(names[start + 1]) << 8) + Byte.toUnsignedInt(names[start + 2]);
    }

    /// Puts the entries into the order of their bytes, by merging ever longer runs: without an object for
    /// each.
    void sort() {
        int[] from = Arrays.copyOf(starts, size);
        int[] to = new int[size];
        for (int run = 1; run < size; run = Math.multiplyExact(run, 2)) {
            for (int low = 0; low < size; low += 2 * run) {
                merge(from, to, low, run);
            }
            int[] merged = to;
            to = from;
            from = merged;
        }
        starts = from;
    }

    private void merge(int[] from, int[] to, int low, int run) {
        int middle = Math.min(low + run, size);
        int high = Math.min(middle + run, size);
        int left = low;
        int right = middle;
        for (int at = low; at < high; at++) {
            boolean takesLeft = right == high || (left < middle && compare(from[left], from[right]) <= 0);
            to[at] = takesLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(names, one + 3, end(one), names, other + 3, end(other));
    }
}
