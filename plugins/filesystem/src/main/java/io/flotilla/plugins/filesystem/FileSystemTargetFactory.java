package io.flotilla.plugins.filesystem;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.TargetFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Keeps replicas below a directory of this host: `file:///directory`.
///
/// The directory is created with the first object, if its parent exists. Known settings: `sync`, see
/// [FileSystemSettings].
public final class FileSystemTargetFactory implements TargetFactory {

    /// Those whose reads a disk of this host answers, or fails. What a server or a program answers may hang for ever.
    private static final Set<String> LOCAL = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs");

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public ReplicaLayout layout() {
        return ReplicaLayout.LTX_FOLDER;
    }

    @Override
    public ReplicaTarget open(URI url, Settings settings) throws TargetException {
        FileSystemSettings checked = FileSystemSettings.of(settings);
        Path directory = directory(url);
        try {
            Optional<Kernel> kernel = Kernel.find();
            Path root = root(directory);
            return new FileSystemTarget(new ObjectTree(root), checked, kernel, Publisher.best(kernel), isLocal(root));
        } catch (IOException failed) {
            throw Failures.of(failed, directory);
        }
    }

    private static Path directory(URI url) {
        String path = url.getRawPath();
        if (!"file".equals(url.getScheme()) || url.getRawAuthority() != null || path == null || path.isEmpty()) {
            throw new IllegalArgumentException(
                    "Not the URL of a directory: " + url + ", expected file:///absolute/directory");
        }
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The URL has a '#': " + url + ", write it as %23 where it belongs to the directory's name");
        }
        return Path.of(URI.create("file://" + path)).normalize();
    }

    private static boolean isLocal(Path root) {
        try {
            return LOCAL.contains(Files.getFileStore(root).type());
        } catch (IOException notToldHere) {
            // The directory is not there yet, or the table of mounts does not know it, as in some containers.
            return false;
        }
    }

    /// The directory without symbolic links, which need not exist yet if its parent does.
    private static Path root(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory.toRealPath();
        }
        if (Files.exists(directory)) {
            throw new TargetException.Refused(directory + " is not a directory: choose another target");
        }
        Path parent = directory.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new TargetException.Refused(
                    parent + " does not exist: create it, or correct the target's URL " + directory.toUri());
        }
        return parent.toRealPath().resolve(directory.getFileName());
    }
}
