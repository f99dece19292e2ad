package io.flotilla.plugins.filesystem;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/// Says of an error of the file system whether waiting helps, and what a person can do.
///
/// The JDK has no type for most of them, only the C library's text. A text in another language, or one that is
/// not known here, counts as something that waiting may help.
final class Failures {

    private Failures() {}

    static TargetException of(IOException failure, Path path) {
        if (failure instanceof TargetException known) {
            return known;
        }
        String reason = reason(failure);
        if (failure instanceof AccessDeniedException || reason.contains("Operation not permitted")) {
            return refused(
                    path, "permission denied: give this process's user access, or choose another target", failure);
        }
        if (reason.contains("Read-only file system")) {
            return refused(path, "read-only file system: mount it writable, or choose another target", failure);
        }
        if (reason.contains("File name too long")) {
            return refused(path, "the path is longer than the file system takes: choose a shorter root", failure);
        }
        if (reason.contains("cross-device link")) {
            return refused(path, "another file system is mounted there: make it a target of its own", failure);
        }
        if (reason.contains("No space left") || reason.contains("Disk quota exceeded")) {
            return unavailable(path, "the disk is full: free some space there", failure);
        }
        return unavailable(path, reason, failure);
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return Objects.requireNonNull(named.getReason());
        }
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private static TargetException refused(Path path, String why, IOException cause) {
        return new TargetException.Refused(path + ": " + why, cause);
    }

    private static TargetException unavailable(Path path, String why, IOException cause) {
        return new TargetException.Unavailable(path + ": " + why, cause);
    }
}
