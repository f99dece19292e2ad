package io.flotilla.service.verification;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Copies that a process left which was killed while it proved one.
final class Leftovers {

    private Leftovers() {}

    /// Removes them from a scratch directory in which nobody else proves anything now.
    static void remove(Path scratch) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(scratch, ReplicaCheck.PREFIX + "*")) {
            for (Path directory : directories) {
                removeOne(directory);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
    }

    private static void removeOne(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
