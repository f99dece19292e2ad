package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Tells file systems whose time stamps another machine or a program makes, with `statfs(2)`.
///
/// The kernel names the kind of a file system by a number (`linux/magic.h`). FUSE is among them: it caches what it
/// knows of a file for as long as its program says. Cost: one system call. Safe for use by several threads.
final class RemoteFileSystems {

    private static final Map<Long, String> NAMES = Map.of(
            0x6969L, "NFS",
            0x517bL, "SMB",
            0xff534d42L, "SMB",
            0xfe534d42L, "SMB",
            0x65735546L, "FUSE",
            0x00c36400L, "Ceph",
            0x01021997L, "9P",
            0x5346414fL, "AFS",
            0x0bd00bd0L, "Lustre");

    /// `struct statfs` of 64-bit Linux is 120 bytes, and begins with the kind.
    private static final long BYTES = 256;

    private final MethodHandle statfs;

    // Native access is granted to the program as a whole, by --enable-native-access.
    @SuppressWarnings("restricted")
    RemoteFileSystems() {
        Linker linker = Linker.nativeLinker();
        this.statfs = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("statfs"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /// The kind where it is a remote one.
    Optional<String> of(Path path) throws IOException {
        byte[] bytes = PathBytes.of(path.toAbsolutePath());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
            MemorySegment buffer = arena.allocate(BYTES, Long.BYTES);
            if (call(name, buffer) != 0) {
                if (!Files.exists(path)) {
                    throw new NoSuchFileException(path.toString());
                }
                throw new FileSystemException(path.toString(), null, "statfs failed");
            }
            return named(buffer.get(JAVA_LONG, 0));
        }
    }

    /// The kind of this number of the kernel's.
    static Optional<String> named(long magic) {
        return Optional.ofNullable(NAMES.get(magic & 0xffffffffL));
    }

    private int call(MemorySegment name, MemorySegment buffer) {
        try {
            return (int) statfs.invokeExact(name, buffer);
        } catch (Throwable impossible) {
            throw new AssertionError("statfs is a plain C function", impossible);
        }
    }
}
