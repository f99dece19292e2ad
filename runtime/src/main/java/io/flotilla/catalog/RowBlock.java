package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.util.Arrays;

/// A fixed number of rows as columns. The names lie one after the other in one array; a replica key that is
/// the end of its path, as nearly all are, takes no bytes of its own.
final class RowBlock {

    static final int ROWS = 1024;

    final long[] fingerprint = new long[ROWS];
    final long[] lastWrite = new long[ROWS];
    final long[] ackedAt = new long[ROWS];
    final long[] txId = new long[ROWS];
    final Tier[] tier = new Tier[ROWS];
    final DatabaseState[] state = new DatabaseState[ROWS];

    private final int[] pathStart = new int[ROWS];
    private final int[] pathLength = new int[ROWS];
    private final int[] replicaStart = new int[ROWS];
    private final int[] replicaLength = new int[ROWS];
    private byte[] names = new byte[1024];
    private int used;

    /// Rows are named once each, from 0 upwards.
    void putNames(int at, byte[] path, byte[] replica) {
        pathStart[at] = append(path);
        pathLength[at] = path.length;
        replicaStart[at] = endsWith(path, replica) ? used - replica.length : append(replica);
        replicaLength[at] = replica.length;
        if (at == ROWS - 1) {
            names = Arrays.copyOf(names, used);
        }
    }

    byte[] path(int at) {
        return Arrays.copyOfRange(names, pathStart[at], pathStart[at] + pathLength[at]);
    }

    byte[] replica(int at) {
        return Arrays.copyOfRange(names, replicaStart[at], replicaStart[at] + replicaLength[at]);
    }

    boolean hasPath(int at, byte[] path) {
        int start = pathStart[at];
        return Arrays.equals(names, start, start + pathLength[at], path, 0, path.length);
    }

    int pathHash(int at) {
        return hash(names, pathStart[at], pathLength[at]);
    }

    static int hash(byte[] bytes, int start, int length) {
        int hash = 1;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private int append(byte[] name) {
        int needed = Math.addExact(used, name.length);
        if (needed > names.length) {
            names = Arrays.copyOf(names, Math.max(needed, names.length + names.length / 2));
        }
        System.arraycopy(name, 0, names, used, name.length);
        int start = used;
        used = needed;
        return start;
    }

    private static boolean endsWith(byte[] whole, byte[] end) {
        int from = whole.length - end.length;
        return from >= 0 && Arrays.equals(whole, from, whole.length, end, 0, end.length);
    }
}
