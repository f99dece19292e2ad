package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A path as the kernel takes it, valid as long as its arena. Safe for use by several threads.
record NativePath(Path path, MemorySegment bytes) {

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;

    static NativePath of(Path path, Arena arena) {
        byte[] name = PathBytes.of(path.toAbsolutePath());
        MemorySegment bytes = arena.allocate(name.length + 1L);
        MemorySegment.copy(name, 0, bytes, JAVA_BYTE, 0, name.length);
        return new NativePath(path, bytes);
    }

    long address() {
        return bytes.address();
    }

    /// The result of a system call on this file.
    ///
    /// @throws IOException where it is a negative `errno`, as the JDK would throw it
    long checked(String call, long result) throws IOException {
        return checked(path, call, result);
    }

    /// The same for a file that is open by now.
    static long checked(Path path, String call, long result) throws IOException {
        if (result >= 0) {
            return result;
        }
        String file = path.toString();
        throw switch (Math.toIntExact(-result)) {
            case ENOENT -> new NoSuchFileException(file);
            case EACCES, EPERM -> new AccessDeniedException(file);
            default -> new FileSystemException(file, null, call + " failed, errno " + -result);
        };
    }
}
