package io.flotilla.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Contents of pages by the number of a slot, each of which can be written again: the first megabyte in memory, the
/// others in one scratch file within the budget. For one thread.
final class PageStore implements Closeable {

    private final Scratch scratch;
    private final int pageSize;
    private final int slotsInMemory;
    private final Spill spill = new Spill();
    private byte[] memory = new byte[0];
    private int slots;

    PageStore(Scratch scratch, int pageSize) {
        this.scratch = scratch;
        this.pageSize = pageSize;
        this.slotsInMemory = Scratch.MEMORY_BYTES / pageSize;
    }

    /// A new slot; slots are numbered from 0 on.
    ///
    /// @throws UnsettledException where the budget of the scratch space is used up
    int add() throws UnsettledException {
        if (slots >= slotsInMemory) {
            spill.reserve();
        } else if (slots * pageSize == memory.length) {
            memory = Arrays.copyOf(memory, Math.clamp(2L * memory.length, 4 * pageSize, slotsInMemory * pageSize));
        }
        return slots++;
    }

    void write(int slot, byte[] page, int offset) throws IOException {
        if (slot < slotsInMemory) {
            System.arraycopy(page, offset, memory, slot * pageSize, pageSize);
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(page, offset, pageSize);
        long at = spill.offset(slot);
        while (bytes.hasRemaining()) {
            at += spill.file().write(bytes, at);
        }
    }

    void read(int slot, byte[] into) throws IOException {
        if (slot < slotsInMemory) {
            System.arraycopy(memory, slot * pageSize, into, 0, pageSize);
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(into, 0, pageSize);
        long at = spill.offset(slot);
        while (bytes.hasRemaining()) {
            int count = spill.file().read(bytes, at);
            if (count < 0) {
                throw new IOException("a scratch file became shorter");
            }
            at += count;
        }
    }

    /// Gives memory, file and budget back.
    @Override
    public void close() throws IOException {
        spill.close();
    }

    /// What does not fit into memory.
    private final class Spill implements Closeable {

        private final List<FileChannel> opened = new ArrayList<>(1);
        private long reserved;

        void reserve() throws UnsettledException {
            scratch.reserve(pageSize);
            reserved += pageSize;
        }

        long offset(int slot) {
            return (long) (slot - slotsInMemory) * pageSize;
        }

        FileChannel file() throws IOException {
            if (opened.isEmpty()) {
                opened.add(scratch.createFile());
            }
            return opened.getFirst();
        }

        @Override
        public void close() throws IOException {
            scratch.release(reserved);
            reserved = 0;
            for (FileChannel file : opened) {
                file.close();
            }
            opened.clear();
        }
    }
}
