package io.flotilla.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Looks at a restored database before it gets its name, beyond the checksums of its files, which always hold.
@FunctionalInterface
public interface Proof {

    /// The checksums are enough.
    Proof CHECKSUMS = database -> List.of();

    /// What is wrong with the database in this file; nothing where it is sound. Leaves the file as it is, and
    /// nothing beside it.
    List<String> faults(Path database) throws IOException;
}
