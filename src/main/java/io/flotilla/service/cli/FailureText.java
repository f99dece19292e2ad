package io.flotilla.service.cli;

import io.flotilla.catalog.CatalogException;
import jakarta.enterprise.inject.CreationException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;

/// An exception as a person reads it: what went wrong and where, and what to try, empty where nothing is known.
record FailureText(String what, String wayOut) {

    static FailureText of(Throwable failure) {
        return switch (failure) {
            case CommandFailure command -> new FailureText(message(command), command.wayOut());
            case NoSuchFileException missing -> new FailureText("No such file or directory: " + missing.getFile(), "");
            case AccessDeniedException denied -> new FailureText("Permission denied: " + denied.getFile(), "");
            case FileAlreadyExistsException there -> new FailureText("Already exists: " + there.getFile(), "");
            case NotDirectoryException file -> new FailureText("Not a directory: " + file.getFile(), "");
            case DirectoryNotEmptyException full -> new FailureText("Directory is not empty: " + full.getFile(), "");
            case FileSystemException other -> new FailureText(reason(other), "");
            case CreationException bean when bean.getCause() != null -> of(bean.getCause());
            case CatalogException state -> new FailureText(message(state), "");
            case IllegalArgumentException argument -> new FailureText(message(argument), "");
            case java.io.IOException io -> new FailureText(message(io), "");
            default -> unexpected(failure);
        };
    }

    /// The lines to print, each of them one line whatever the texts hold.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Error: " + oneLine(what));
        if (!wayOut.isEmpty()) {
            lines.add("Try: " + oneLine(wayOut));
        }
        return lines;
    }

    private static FailureText unexpected(Throwable failure) {
        return new FailureText(
                failure.getClass().getSimpleName() + ": " + message(failure), "--debug, and report what it shows");
    }

    private static String reason(FileSystemException failure) {
        return (failure.getReason() == null ? "Input or output failed" : failure.getReason()) + ": "
                + failure.getFile();
    }

    /// What an exception says, or its name where it says nothing.
    static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String oneLine(String text) {
        return text.lines()
                .map(String::strip)
                .reduce((first, second) -> first + " " + second)
                .orElse("");
    }
}
