package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.util.Arrays;
import java.util.List;

/// A fixed number of rows as columns. The names lie one after the other in one array, and of most paths only what
/// differs from the path of a row before them: a walk meets neighbours one after the other. A replica key that is the
/// end of its path, as nearly all are, takes no bytes of its own.
final class RowBlock {

    static final int ROWS = 1024;

    private static final int FARTHEST = 0xff;

    private static final List<Tier> TIERS = List.of(Tier.values());
    private static final List<DatabaseState> STATES = List.of(DatabaseState.values());

    final long[] fingerprint = new long[ROWS];
    final long[] lastWrite = new long[ROWS];
    final long[] ackedAt = new long[ROWS];
    final long[] txId = new long[ROWS];

    /// Seconds since 1970, as if they had no sign: when the rows came to be known, which is the same for most blocks,
    /// and columns that are empty while no row has anything else.
    private int knownAt;

    private int[] provedAt = {};
    private int[] triedAt = {};

    /// By their place among the values.
    private final byte[] tier = new byte[ROWS];

    private final byte[] state = new byte[ROWS];

    private final int[] start = new int[ROWS];
    private final short[] pathLength = new short[ROWS];

    /// How many bytes of the path are those of the model's, which has all of its own, and how far back that row is.
    private final short[] shared = new short[ROWS];

    private final byte[] model = new byte[ROWS];

    /// Less than 0 where the key has bytes of its own, which lie behind the path.
    private final short[] replicaLength = new short[ROWS];
    private byte[] names = new byte[1024];
    private int used;

    /// The row that is the model of the next one, and how many bytes the paths since then would share with the one
    /// before them beyond what they share with it.
    private int latestModel;

    private int missed;

    /// Rows are named once each, from 0 upwards.
    void putNames(int at, byte[] path, byte[] replica) {
        start[at] = used;
        pathLength[at] = shortLength(path);
        replicaLength[at] = shortLength(replica);
        findModel(at, path);
        append(path, shared[at]);
        if (!endsWith(path, replica)) {
            replicaLength[at] = (short) -replicaLength[at];
            append(replica, 0);
        }
        if (at == ROWS - 1) {
            names = Arrays.copyOf(names, used);
        }
    }

    /// A model that fits ever less is given up when that has cost as much as a new one does.
    private void findModel(int at, byte[] path) {
        int same = at == 0 ? 0 : sameStart(path(latestModel), path);
        missed = at == 0 ? 0 : Math.max(0, missed + sameStart(path(at - 1), path) - same);
        if (missed >= path.length || at - latestModel > FARTHEST) {
            latestModel = at;
            missed = 0;
            same = 0;
        }
        model[at] = (byte) (at - latestModel);
        shared[at] = (short) same;
    }

    private static int sameStart(byte[] one, byte[] other) {
        int differs = Arrays.mismatch(one, other);
        return differs < 0 ? one.length : differs;
    }

    byte[] path(int at) {
        byte[] path = new byte[pathLength[at]];
        System.arraycopy(names, start[model(at)], path, 0, shared[at]);
        System.arraycopy(names, start[at], path, shared[at], path.length - shared[at]);
        return path;
    }

    byte[] replica(int at) {
        int own = -replicaLength[at];
        int end = pathEnd(at);
        if (own > 0) {
            return Arrays.copyOfRange(names, end, end + own);
        }
        byte[] path = path(at);
        return Arrays.copyOfRange(path, path.length + own, path.length);
    }

    boolean hasPath(int at, byte[] path) {
        int same = shared[at];
        int begin = start[model(at)];
        return path.length == pathLength[at]
                && Arrays.equals(names, start[at], pathEnd(at), path, same, path.length)
                && Arrays.equals(names, begin, begin + same, path, 0, same);
    }

    /// How the row's path compares with this one, by their bytes: -1, 0 or 1.
    int comparePath(int at, byte[] path) {
        return Integer.signum(Arrays.compareUnsigned(path(at), path));
    }

    private int model(int at) {
        return at - Byte.toUnsignedInt(model[at]);
    }

    /// The end of the path's own bytes.
    private int pathEnd(int at) {
        return start[at] + pathLength[at] - shared[at];
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

    /// When the last proof held that it can be restored, or where none did, when the row came to be known.
    long provedAt(int at) {
        return Integer.toUnsignedLong(provedAt.length == 0 ? knownAt : provedAt[at]);
    }

    /// When the last proof was made, 0 where none was. The same as [#provedAt] where that one held.
    long triedAt(int at) {
        return triedAt.length == 0 ? 0 : Integer.toUnsignedLong(triedAt[at]);
    }

    /// The next row came to be known.
    void setKnownAt(int at, long seconds) {
        if (at == 0) {
            knownAt = (int) seconds;
        }
        setProvedAt(at, seconds);
    }

    void setProvedAt(int at, long seconds) {
        if (seconds == provedAt(at)) {
            return;
        }
        if (provedAt.length == 0) {
            provedAt = new int[ROWS];
            Arrays.fill(provedAt, knownAt);
        }
        provedAt[at] = (int) seconds;
    }

    void setTriedAt(int at, long seconds) {
        if (seconds == triedAt(at)) {
            return;
        }
        if (triedAt.length == 0) {
            triedAt = new int[ROWS];
        }
        triedAt[at] = (int) seconds;
    }

    /// Appends the end of a name.
    private void append(byte[] name, int from) {
        int length = name.length - from;
        int needed = Math.addExact(used, length);
        if (needed > names.length) {
            names = Arrays.copyOf(names, Math.max(needed, names.length + names.length / 2));
        }
        System.arraycopy(name, from, names, used, length);
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
