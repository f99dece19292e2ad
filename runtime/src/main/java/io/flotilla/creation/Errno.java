package io.flotilla.creation;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why a system call failed, as the JDK would say it.
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EEXIST = 17;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EOPNOTSUPP = 95;

    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int EMFILE = 24;
    private static final int ENOSPC = 28;
    private static final int EROFS = 30;
    private static final int ENAMETOOLONG = 36;
    private static final int EDQUOT = 122;

    private Errno() {}

    /// The result of a call.
    ///
    /// @throws IOException where it is a negative `errno`
    static int checked(String file, String call, long result) throws IOException {
        if (result < 0) {
            throw failure(file, call, Math.toIntExact(-result));
        }
        return Math.toIntExact(result);
    }

    static IOException failure(String file, String call, int errno) {
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(file);
            case EACCES, EPERM -> new AccessDeniedException(file);
            case ENOTDIR -> new FileSystemException(file, null, "A part of the path is no directory");
            case EMFILE -> new FileSystemException(file, null, "This process has too many open files");
            case ENOSPC -> new FileSystemException(file, null, "No space left on the device");
            case EDQUOT -> new FileSystemException(file, null, "The disk quota is used up");
            case EROFS -> new FileSystemException(file, null, "The file system is read-only");
            case ENAMETOOLONG -> new FileSystemException(file, null, "The name is too long for the file system");
            default -> new FileSystemException(file, null, call + " failed, errno " + errno);
        };
    }
}
