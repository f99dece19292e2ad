package io.flotilla.discovery;

import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Which keys the databases below one root are given now. Immutable.
public final class RootKeys {

    private final Root root;
    private final byte[] directory;
    private final Selection selection;
    private final Naming naming;

    /// @param real the root's real path
    RootKeys(Root root, Path real) {
        this.root = root;
        this.directory = PathBytes.of(real);
        this.selection = Selection.of(root);
        this.naming = Naming.of(root, real);
    }

    /// The key for the file with this real path; absent where it does not lie below the root or is not wanted.
    public Optional<ObjectKey> key(Path real) {
        byte[] path = PathBytes.of(real);
        if (Arrays.equals(path, directory)) {
            return Optional.of(naming.key(new byte[0]));
        }
        int from = directory.length == 1 ? 1 : directory.length + 1;
        boolean isBelow = path.length > from
                && path[from - 1] == '/'
                && Arrays.equals(path, 0, directory.length, directory, 0, directory.length);
        if (!isBelow) {
            return Optional.empty();
        }
        byte[] relative = Arrays.copyOfRange(path, from, path.length);
        return selection.takesFile(relative) ? Optional.of(naming.key(relative)) : Optional.empty();
    }

    /// The root.
    public Root root() {
        return root;
    }
}
