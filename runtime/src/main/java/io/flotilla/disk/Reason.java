package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why the file system refused something, in words.
public final class Reason {

    private Reason() {}

    /// The reason alone, where the caller says of which file.
    public static String of(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or directory";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> failure.toString();
        };
    }

    /// The reason and the file, which may be another one than the caller's.
    public static String withFile(IOException failure) {
        return failure instanceof FileSystemException named && named.getFile() != null
                ? of(failure) + ": " + named.getFile()
                : of(failure);
    }
}
