package io.flotilla.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The cumulative checksum of a log (SQLite file format, section 4.2): each frame continues from the one
/// before.
public record WalChecksum(int first, int second) {

    /// Where the checksum of a header begins.
    public static final WalChecksum START = new WalChecksum(0, 0);

    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /// The checksum after these bytes as well; their number is a multiple of 8.
    public WalChecksum update(byte[] bytes, int offset, int length, ByteOrder order) {
        return order == ByteOrder.LITTLE_ENDIAN
                ? updateLittle(bytes, offset, length)
                : updateBig(bytes, offset, length);
    }

    private WalChecksum updateLittle(byte[] bytes, int offset, int length) {
        int s0 = first;
        int s1 = second;
        for (int i = offset; i < offset + length; i += 8) {
            s0 += (int) LITTLE.get(bytes, i) + s1;
            s1 += (int) LITTLE.get(bytes, i + 4) + s0;
        }
        return new WalChecksum(s0, s1);
    }

    private WalChecksum updateBig(byte[] bytes, int offset, int length) {
        int s0 = first;
        int s1 = second;
        for (int i = offset; i < offset + length; i += 8) {
            s0 += (int) BIG.get(bytes, i) + s1;
            s1 += (int) BIG.get(bytes, i + 4) + s0;
        }
        return new WalChecksum(s0, s1);
    }
}
