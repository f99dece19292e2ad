package io.flotilla.plugins.filesystem;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Gives a complete file its name, at once, and never in the place of another one.
interface Publisher {

    /// Publishes a file. The temporary name may be there afterwards or not.
    ///
    /// @throws FileAlreadyExistsException where something has the name
    void publish(Path temporary, Path path) throws IOException;

    /// By a second name for the same file (`link`), and where the file system has no such thing, by a rename
    /// that never replaces (`renameat2`).
    static Publisher best(Optional<Kernel> kernel) {
        return (temporary, path) -> {
            try {
                Files.createLink(path, temporary);
            } catch (FileAlreadyExistsException taken) {
                throw taken;
            } catch (UnsupportedOperationException | FileSystemException noLinks) {
                rename(kernel, temporary, path);
            }
        };
    }

    private static void rename(Optional<Kernel> kernel, Path temporary, Path path) throws IOException {
        if (kernel.isEmpty()) {
            throw new TargetException.Refused(path
                    + " cannot be created safely: the file system has neither hard links nor a rename that never"
                    + " replaces; choose another target");
        }
        kernel.get().renameNoReplace(temporary, path);
    }
}
