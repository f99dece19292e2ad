package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads a directory with `getdents64(2)`: a system call for some hundred entries, where a status of each
/// would be one more for every entry.
final class DirectoryReader {

    private static final int ENOTDIR = -20;
    private static final long BUFFER = 16 * 1024;

    // Offsets in `struct linux_dirent64`.
    private static final long LENGTH = 16;
    private static final long TYPE = 18;
    private static final long NAME = 19;

    private DirectoryReader() {}

    /// The entries of an absolute directory, in the order of their bytes.
    static List<DirectoryEntry> read(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativePath path = NativePath.of(directory, arena);
            var libc = new Libc(arena);
            int descriptor = Math.toIntExact(path.checked("open", libc.open(path.address())));
            try {
                return read(path, libc, descriptor, arena.allocate(BUFFER, Long.BYTES));
            } finally {
                int ignored = libc.close(descriptor);
            }
        }
    }

    private static List<DirectoryEntry> read(NativePath path, Libc libc, int descriptor, MemorySegment buffer)
            throws IOException {
        var entries = new DirectoryEntries(path.path());
        long bytes;
        do {
            bytes = libc.entries(descriptor, buffer.address(), BUFFER);
            if (bytes == ENOTDIR) {
                throw new NotDirectoryException(path.path().toString());
            }
            path.checked("getdents64", bytes);
            for (long at = 0; at < bytes; at += Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + LENGTH))) {
                add(entries, buffer, at);
            }
        } while (bytes > 0);
        entries.sort();
        return entries;
    }

    private static void add(DirectoryEntries entries, MemorySegment buffer, long at) throws IOException {
        long end = at + NAME;
        while (buffer.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        MemorySegment name = buffer.asSlice(at + NAME, end - at - NAME);
        byte type = buffer.get(JAVA_BYTE, at + TYPE);
        if (isNavigation(name)) {
            return;
        }
        Optional<DirectoryEntry.Kind> kind = kind(type);
        if (kind.isEmpty()) {
            kind = PosixDisk.kind(PathBytes.child(entries.directory(), name.toArray(JAVA_BYTE)));
        }
        kind.ifPresent(known -> entries.add(name, known));
    }

    private static boolean isNavigation(MemorySegment name) {
        for (long at = 0; at < name.byteSize(); at++) {
            if (name.get(JAVA_BYTE, at) != '.') {
                return false;
            }
        }
        return name.byteSize() <= 2;
    }

    /// What the kernel says beside a name; absent where the file system does not keep it there.
    private static Optional<DirectoryEntry.Kind> kind(byte type) {
        return switch (type) {
            case 0 -> Optional.empty();
            case 4 -> Optional.of(DirectoryEntry.Kind.DIRECTORY);
            case 8 -> Optional.of(DirectoryEntry.Kind.FILE);
            case 10 -> Optional.of(DirectoryEntry.Kind.SYMBOLIC_LINK);
            default -> Optional.of(DirectoryEntry.Kind.OTHER);
        };
    }
}
