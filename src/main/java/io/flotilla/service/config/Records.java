package io.flotilla.service.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Many small records of numbers and texts in few large arrays: a record costs its bytes and four more, and no object.
/// There may be a million. To be filled by one thread; then safe for use by several.
final class Records {

    private static final int CHUNK_BITS = 20;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final List<byte[]> chunks = new ArrayList<>();
    private int[] places = new int[0];
    private int size;

    /// How much of the last chunk is used.
    private int used = CHUNK;

    private byte[] record = new byte[256];
    private int length;

    int size() {
        return size;
    }

    /// Adds a number to the record that is being made; small ones take one byte.
    Records number(int number) {
        reserve(5);
        int rest = number;
        while ((rest & ~0x7f) != 0) {
            record[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        record[length++] = (byte) rest;
        return this;
    }

    /// Adds a text to the record that is being made.
    Records text(String text) {
        return bytes(text.getBytes(UTF_8));
    }

    /// Adds bytes to the record that is being made.
    Records bytes(byte[] bytes) {
        number(bytes.length);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, record, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /// The record is complete.
    void end() {
        if (size == places.length) {
            places = Arrays.copyOf(places, Math.max(64, size + size / 2));
        }
        places[size] = place();
        System.arraycopy(record, 0, chunks.getLast(), places[size] & (CHUNK - 1), length);
        size++;
        length = 0;
    }

    /// In the last chunk, where it fits, or in a new one; one that is longer than a chunk has one to itself.
    private int place() {
        if (used + length > CHUNK) {
            chunks.add(new byte[Math.max(CHUNK, length)]);
            used = 0;
        }
        int place = Math.multiplyExact(chunks.size() - 1, CHUNK) + used;
        used += length;
        return place;
    }

    /// Reads a record from its begin.
    Reader read(int index) {
        int place = places[index];
        return new Reader(chunks.get(place >>> CHUNK_BITS), place & (CHUNK - 1));
    }

    private void reserve(int more) {
        if (length + more > record.length) {
            record = Arrays.copyOf(record, Math.max(2 * record.length, length + more));
        }
    }

    /// Reads what was added, in the same order. For one thread.
    static final class Reader {

        private final byte[] bytes;
        private int at;

        private Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        int number() {
            int number = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                number |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return number;
                }
            }
        }

        String text() {
            int length = number();
            at += length;
            return new String(bytes, at - length, length, UTF_8);
        }

        byte[] bytes() {
            int length = number();
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }
    }
}
