package io.flotilla.ltx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// A running CRC-64/ISO: reflected, all ones at the start, complemented at the end. For one thread at a time.
///
/// Sixteen bytes a step by as many tables ("slicing"): table `k` holds what a byte does that `k` others follow.
final class Crc64 {

    private static final long POLYNOMIAL = 0xD800000000000000L;
    private static final int SLICES = 16;
    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// All tables in one array, 256 entries each, so that the inner loop has one array to check.
    private static final long[] TABLES = tables();

    private long register = -1;

    void update(byte[] bytes, int offset, int length) {
        long[] t = TABLES;
        long crc = register;
        int at = offset;
        int end = offset + length;
        for (; end - at >= SLICES; at += SLICES) {
            long first = crc ^ (long) LITTLE_ENDIAN.get(bytes, at);
            long second = (long) LITTLE_ENDIAN.get(bytes, at + Long.BYTES);
            crc = t[3840 + (int) (first & 0xff)]
                    ^ t[3584 + (int) (first >>> 8 & 0xff)]
                    ^ t[3328 + (int) (first >>> 16 & 0xff)]
                    ^ t[3072 + (int) (first >>> 24 & 0xff)]
                    ^ t[2816 + (int) (first >>> 32 & 0xff)]
                    ^ t[2560 + (int) (first >>> 40 & 0xff)]
                    ^ t[2304 + (int) (first >>> 48 & 0xff)]
                    ^ t[2048 + (int) (first >>> 56)]
                    ^ t[1792 + (int) (second & 0xff)]
                    ^ t[1536 + (int) (second >>> 8 & 0xff)]
                    ^ t[1280 + (int) (second >>> 16 & 0xff)]
                    ^ t[1024 + (int) (second >>> 24 & 0xff)]
                    ^ t[768 + (int) (second >>> 32 & 0xff)]
                    ^ t[512 + (int) (second >>> 40 & 0xff)]
                    ^ t[256 + (int) (second >>> 48 & 0xff)]
                    ^ t[(int) (second >>> 56)];
        }
        for (; at < end; at++) {
            crc = t[(int) ((crc ^ bytes[at]) & 0xff)] ^ crc >>> 8;
        }
        register = crc;
    }

    void update(byte[] bytes) {
        update(bytes, 0, bytes.length);
    }

    /// One byte, 0 to 255.
    void update(int value) {
        register = TABLES[(int) ((register ^ value) & 0xff)] ^ register >>> 8;
    }

    /// Eight bytes, the highest first.
    void update(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            update((int) (value >>> shift & 0xff));
        }
    }

    long value() {
        return ~register;
    }

    /// The value as the format stores it: with the top bit set.
    long checksum() {
        return LtxTrailer.CHECKSUM_BIT | value();
    }

    static String hex(long checksum) {
        return HexFormat.of().toHexDigits(checksum);
    }

    private static long[] tables() {
        long[] tables = new long[SLICES * 256];
        for (int value = 0; value < 256; value++) {
            long crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            tables[value] = crc;
        }
        for (int at = 256; at < tables.length; at++) {
            long previous = tables[at - 256];
            tables[at] = tables[(int) (previous & 0xff)] ^ previous >>> 8;
        }
        return tables;
    }
}
