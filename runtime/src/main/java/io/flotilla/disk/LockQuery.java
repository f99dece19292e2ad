package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/// Asks Linux which locks stand on the SHARED range of a database file (SQLite, "File Locking And
/// Concurrency").
///
/// `F_OFD_GETLK` takes no lock, works on a read-only descriptor, and unlike `F_GETLK` also reports the locks of
/// this very process. Cost: one or two `fcntl`. For use by one thread at a time.
final class LockQuery {

    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    private static final long SHARED_FIRST = 0x40000002L;
    private static final long SHARED_SIZE = 510;

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

    private final MemorySegment lock;

    LockQuery(Arena arena) {
        this.lock = arena.allocate(FLOCK);
    }

    /// What is locked in the file behind a descriptor: a number for [#answer], or a negative `errno`.
    int ask(Libc libc, int descriptor) {
        int exclusive = conflicts(libc, descriptor, F_RDLCK);
        if (exclusive < 0) {
            return exclusive;
        }
        if (exclusive > 0) {
            return 2;
        }
        return conflicts(libc, descriptor, F_WRLCK);
    }

    /// 1 where a lock of this type could not be taken, 0 where it could.
    private int conflicts(Libc libc, int descriptor, short type) {
        describe(type);
        int result = libc.control(descriptor, Libc.F_OFD_GETLK, lock.address());
        if (result < 0) {
            return result;
        }
        return (short) TYPE.get(lock, 0L) == F_UNLCK ? 0 : 1;
    }

    private void describe(short type) {
        lock.fill((byte) 0);
        TYPE.set(lock, 0L, type);
        START.set(lock, 0L, SHARED_FIRST);
        LENGTH.set(lock, 0L, SHARED_SIZE);
    }

    /// The meaning of a number from [#ask].
    static DatabaseLocks answer(long number) {
        return switch (Math.toIntExact(number)) {
            case 0 -> DatabaseLocks.NONE;
            case 1 -> DatabaseLocks.SHARED;
            default -> DatabaseLocks.EXCLUSIVE;
        };
    }

    /// Takes the lock of a reader as SQLite does, for the process.
    int lock(Libc libc, int descriptor) {
        describe(F_RDLCK);
        return libc.control(descriptor, Libc.F_SETLK, lock.address());
    }
}
