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

    /// What is said where neither way exists.
    String WAY_OUT = " cannot be created safely: the file system has neither hard links nor a rename that never"
            + " replaces; choose a target on another file system";

    /// Publishes a file. The temporary name may be there afterwards or not.
    ///
    /// @throws FileAlreadyExistsException where something has the name
    void publish(Path temporary, Path path) throws IOException;

    /// By a second name for the same file (`link`), and where the file system has no such thing, by a rename
    /// that never replaces.
    static Publisher best(Optional<Kernel> kernel) {
        Publisher other = byRename(kernel);
        return (temporary, path) -> {
            try {
                Files.createLink(path, temporary);
            } catch (UnsupportedOperationException noLinks) {
                other.publish(temporary, path);
            } catch (FileSystemException failed) {
                if (!isWithoutLinks(failed)) {
                    throw failed;
                }
                other.publish(temporary, path);
            }
        };
    }

    /// By a rename that never replaces (`renameat2`); refuses where there is none.
    static Publisher byRename(Optional<Kernel> kernel) {
        return (temporary, path) -> {
            if (kernel.isEmpty()) {
                throw new TargetException.Refused(path + WAY_OUT);
            }
            kernel.get().renameNoReplace(temporary, path);
        };
    }

    /// `link` gives EPERM or ENOTSUP on a file system without hard links, ENOSYS in some user-space ones.
    private static boolean isWithoutLinks(FileSystemException failed) {
        String reason = String.valueOf(failed.getReason());
        return reason.contains("not permitted")
                || reason.contains("not supported")
                || reason.contains("not implemented");
    }
}
