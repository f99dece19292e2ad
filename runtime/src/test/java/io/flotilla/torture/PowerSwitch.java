package io.flotilla.torture;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Cuts the power of a file system: what it has not written yet never gets to its disk.
@SuppressWarnings("restricted") // system calls that the JDK does not offer
final class PowerSwitch {

    private static final int O_RDONLY = 0;

    /// From `linux/ext4.h` and `linux/xfs_fs.h`: `_IOR('X', 125, __u32)`.
    private static final long FS_IOC_SHUTDOWN = 0x8004587dL;

    /// Not even the file system's own journal is flushed.
    private static final int NO_LOG_FLUSH = 2;

    /// From `linux/fs.h`: begin to write what is not yet under way.
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final int SYNC_FILE_RANGE_WAIT_AFTER = 4;

    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle ioctl;
    private final MethodHandle syncFileRange;

    PowerSwitch() {
        Linker linker = Linker.nativeLinker();
        open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2));
        syncFileRange = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("sync_file_range"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    /// Cuts the power of the file system that is mounted there.
    void cut(Path mountPoint) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flags = arena.allocateFrom(JAVA_INT, NO_LOG_FLUSH);
            int result = withDescriptor(
                    mountPoint, descriptor -> (int) ioctl.invokeExact(descriptor, FS_IOC_SHUTDOWN, flags));
            if (result != 0) {
                throw new IOException("The file system at " + mountPoint + " refuses to be shut down");
            }
        }
    }

    /// Brings a part of a file's content to the disk, as the kernel may do at any time and in any order.
    void writeBack(Path file, long offset, long bytes) throws IOException {
        withDescriptor(file, descriptor -> (int) syncFileRange.invokeExact(
                descriptor, offset, bytes, SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER));
    }

    private interface Call {
        int with(int descriptor) throws Throwable;
    }

    private int withDescriptor(Path file, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(file.toString()), O_RDONLY);
            if (descriptor < 0) {
                throw new NoSuchFileException(file.toString());
            }
            try {
                return call.with(descriptor);
            } finally {
                int closed = (int) close.invokeExact(descriptor);
            }
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
