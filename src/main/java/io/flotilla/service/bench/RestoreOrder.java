package io.flotilla.service.bench;

import java.nio.file.Path;
import java.util.Optional;

/// What `flotilla bench restore` measures.
///
/// @param databases how many small ones there are
/// @param large the size of the large one in MiB; 0 where there is none
/// @param files how many files of level 0 the large one has
/// @param target the URL of an empty target for the small ones; absent for a directory
/// @param litestream the program to compare with; absent where nothing is compared
/// @param place the directory in which a temporary one is made for all that is written
public record RestoreOrder(
        int databases, int large, int files, Optional<String> target, Optional<Path> litestream, Path place) {

    private static final int MOST_DATABASES = 1_000_000;
    private static final int MOST_MEBIBYTES = 64 * 1024;
    private static final int MOST_FILES = 100_000;

    public RestoreOrder {
        if (databases < 100 || databases > MOST_DATABASES) {
            throw new IllegalArgumentException(
                    "The benchmark restores 100 to " + MOST_DATABASES + " databases, not " + databases);
        }
        if (large < 0 || large > MOST_MEBIBYTES) {
            throw new IllegalArgumentException("The large database has up to " + MOST_MEBIBYTES + " MiB, not " + large);
        }
        if (files < 1 || files > MOST_FILES) {
            throw new IllegalArgumentException("The large database has 1 to " + MOST_FILES + " files, not " + files);
        }
    }
}
