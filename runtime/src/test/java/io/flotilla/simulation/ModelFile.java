package io.flotilla.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A file in memory, which knows what of it would survive a power cut.
///
/// What was written since the last sync survives such a cut wholly, not at all, or as any of its sectors, in any
/// order: a disk owes no more.
final class ModelFile {

    private static final int SECTOR = 512;

    private final long inode;
    private final long bornNanos;
    private byte[] content = new byte[0];
    private int size;
    private long modifiedNanos;
    private byte[] durable = new byte[0];
    private final List<Change> unsynced = new ArrayList<>();

    ModelFile(long inode, long bornNanos) {
        this.inode = inode;
        this.bornNanos = bornNanos;
        this.modifiedNanos = bornNanos;
    }

    /// A write at an offset, or a new size where there are no bytes.
    private record Change(int offset, byte[] bytes) {

        boolean isTruncation() {
            return bytes.length == 0;
        }
    }

    long inode() {
        return inode;
    }

    long bornNanos() {
        return bornNanos;
    }

    long modifiedNanos() {
        return modifiedNanos;
    }

    int size() {
        return size;
    }

    void write(int offset, byte[] bytes, long stamp) {
        put(offset, bytes, 0, bytes.length);
        unsynced.add(new Change(offset, bytes.clone()));
        modifiedNanos = stamp;
    }

    /// Writes through a mapping: no time stamp moves.
    void writeMapped(int offset, byte[] bytes) {
        put(offset, bytes, 0, bytes.length);
    }

    void truncate(int newSize, long stamp) {
        resize(newSize);
        unsynced.add(new Change(newSize, new byte[0]));
        modifiedNanos = stamp;
    }

    void sync() {
        if (!unsynced.isEmpty()) {
            durable = bytes();
            unsynced.clear();
        }
    }

    byte[] bytes() {
        return Arrays.copyOf(content, size);
    }

    /// A part of the file, zero bytes where it ends before.
    byte[] bytes(int offset, int length) {
        byte[] part = new byte[length];
        int count = Math.clamp(size - (long) offset, 0, length);
        if (count > 0) {
            System.arraycopy(content, offset, part, 0, count);
        }
        return part;
    }

    int read(ByteBuffer into, long offset) {
        int count = Math.clamp(size - offset, 0, into.remaining());
        if (count > 0) {
            into.put(content, (int) offset, count);
        }
        return count;
    }

    /// The power goes: what was not synced is kept as the disk pleases.
    void cutPower(SplittableRandom random, long stamp) {
        List<Change> changes = List.copyOf(unsynced);
        int all = random.nextInt(4);
        if (all == 0) {
            sync();
            return;
        }
        content = durable.clone();
        size = content.length;
        if (all > 1) {
            changes.forEach(change -> survivePartly(change, random));
        }
        unsynced.clear();
        durable = bytes();
        modifiedNanos = stamp;
    }

    private void survivePartly(Change change, SplittableRandom random) {
        if (change.isTruncation()) {
            if (random.nextBoolean()) {
                resize(change.offset());
            }
            return;
        }
        int from = 0;
        while (from < change.bytes().length) {
            int end = Math.min(change.bytes().length, from + SECTOR - (change.offset() + from) % SECTOR);
            if (random.nextBoolean()) {
                put(change.offset() + from, change.bytes(), from, end - from);
            }
            from = end;
        }
    }

    private void put(int offset, byte[] bytes, int from, int length) {
        if (offset + length > size) {
            resize(offset + length);
        }
        System.arraycopy(bytes, from, content, offset, length);
    }

    private void resize(int newSize) {
        if (newSize > content.length) {
            content = Arrays.copyOf(content, Math.max(newSize, 2 * content.length));
        }
        if (newSize < size) {
            Arrays.fill(content, newSize, size, (byte) 0);
        }
        size = newSize;
    }
}
