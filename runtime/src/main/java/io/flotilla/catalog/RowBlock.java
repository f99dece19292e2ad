package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.util.Arrays;
import java.util.List;

/// A fixed number of rows as columns. The names lie one after the other in one array; a replica key that is
/// the end of its path, as nearly all are, takes no bytes of its own.
final class RowBlock {

    static final int ROWS = 1024;

    private static final List<Tier> TIERS = List.of(Tier.values());
    private static final List<DatabaseState> STATES = List.of(DatabaseState.values());

    final long[] fingerprint = new long[ROWS];
    final long[] lastWrite = new long[ROWS];
    final long[] ackedAt = new long[ROWS];
    final long[] txId = new long[ROWS];

    /// By their place among the values.
    private final byte[] tier = new byte[ROWS];

    private final byte[] state = new byte[ROWS];

    private final int[] start = new int[ROWS];
    private final short[] pathLength = new short[ROWS];

    /// Less than 0 where the key has bytes of its own, which lie behind the path.
    private final short[] replicaLength = new short[ROWS];
    private byte[] names = new byte[1024];
    private int used;

    /// Rows are named once each, from 0 upwards.
    void putNames(int at, byte[] path, byte[] replica) {
        start[at] = used;
        pathLength[at] = shortLength(path);
        replicaLength[at] = shortLength(replica);
        append(path);
        if (!endsWith(path, replica)) {
            replicaLength[at] = (short) -replicaLength[at];
            append(replica);
        }
        if (at == ROWS - 1) {
            names = Arrays.copyOf(names, used);
        }
    }

    byte[] path(int at) {
        return Arrays.copyOfRange(names, start[at], pathEnd(at));
    }

    byte[] replica(int at) {
        int own = -replicaLength[at];
        int end = own > 0 ? pathEnd(at) + own : pathEnd(at);
        return Arrays.copyOfRange(names, end - Math.abs(own), end);
    }

    boolean hasPath(int at, byte[] path) {
        return Arrays.equals(names, start[at], pathEnd(at), path, 0, path.length);
    }

    /// How the row's path compares with this one, by their bytes: -1, 0 or 1.
    int comparePath(int at, byte[] path) {
        return Integer.signum(Arrays.compareUnsigned(names, start[at], pathEnd(at), path, 0, path.length));
    }

    int pathHash(int at) {
        return hash(names, start[at], pathLength[at]);
    }

    private int pathEnd(int at) {
        return start[at] + pathLength[at];
    }

    Tier tier(int at) {
        return TIERS.get(tier[at]);
    }

    void setTier(int at, Tier value) {
        tier[at] = (byte) TIERS.indexOf(value);
    }

    DatabaseState state(int at) {
        return STATES.get(state[at]);
    }

    void setState(int at, DatabaseState value) {
        state[at] = (byte) STATES.indexOf(value);
    }

    static int hash(byte[] bytes, int start, int length) {
        int hash = 1;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private void append(byte[] name) {
        int needed = Math.addExact(used, name.length);
        if (needed > names.length) {
            names = Arrays.copyOf(names, Math.max(needed, names.length + names.length / 2));
        }
        System.arraycopy(name, 0, names, used, name.length);
        used = needed;
    }

    /// The system takes paths of 4,096 bytes at the most, and stores keys of 1,024.
    private static short shortLength(byte[] name) {
        if (name.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A name of " + name.length + " bytes is too long: at most " + Short.MAX_VALUE);
        }
        return (short) name.length;
    }

    private static boolean endsWith(byte[] whole, byte[] end) {
        int from = whole.length - end.length;
        return from >= 0 && Arrays.equals(whole, from, whole.length, end, 0, end.length);
    }
}
