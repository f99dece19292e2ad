package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Linux locks on ranges of bytes that belong to an open file description, not to the process.
///
/// They work on a read-only descriptor, conflict with the POSIX locks of everyone, this very process included, and
/// leave those alone. Where a call fails its result is a negative `errno`, as in [Libc]. For use by one thread at a
/// time.
final class OfdLocks {

    /// A range of bytes of a file.
    record Range(long first, long length) {}

    /// What is asked for, or asked about.
    enum Kind {
        READ((short) 0),
        WRITE((short) 1),
        UNLOCK((short) 2);

        private final short type;

        Kind(short type) {
            this.type = type;
        }
    }

    private static final int F_SETLK = 6;
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;

    /// `struct flock` of 64-bit Linux.
    private static final StructLayout FLOCK = MemoryLayout.structLayout(
            JAVA_SHORT.withName("type"),
            JAVA_SHORT.withName("whence"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("start"),
            JAVA_LONG.withName("length"),
            JAVA_INT.withName("pid"),
            MemoryLayout.paddingLayout(4));

    private static final VarHandle TYPE = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("type"));
    private static final VarHandle START = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("start"));
    private static final VarHandle LENGTH = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("length"));

    private final Libc libc;
    private final MemorySegment lock;

    OfdLocks(Libc libc, Arena arena) {
        this.libc = libc;
        this.lock = arena.allocate(FLOCK);
    }

    /// 1 where a lock of this kind would meet one of somebody else, 0 where not. Takes none.
    int conflicts(int descriptor, Kind kind, Range range) {
        describe(kind, range);
        int result = libc.control(descriptor, F_OFD_GETLK, lock.address());
        if (result < 0) {
            return result;
        }
        return (short) TYPE.get(lock, 0L) == Kind.UNLOCK.type ? 0 : 1;
    }

    /// Takes or releases a lock without waiting: 1 where that is done, 0 where somebody else's is in the way.
    int set(int descriptor, Kind kind, Range range) {
        return set(F_OFD_SETLK, descriptor, kind, range);
    }

    /// The same with a POSIX lock of the process, as SQLite takes them.
    int setForProcess(int descriptor, Kind kind, Range range) {
        return set(F_SETLK, descriptor, kind, range);
    }

    private int set(int command, int descriptor, Kind kind, Range range) {
        describe(kind, range);
        int result = libc.control(descriptor, command, lock.address());
        if (result == 0) {
            return 1;
        }
        return result == -EAGAIN || result == -EACCES ? 0 : result;
    }

    private void describe(Kind kind, Range range) {
        lock.fill((byte) 0);
        TYPE.set(lock, 0L, kind.type);
        START.set(lock, 0L, range.first());
        LENGTH.set(lock, 0L, range.length());
    }
}
