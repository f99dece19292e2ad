package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where a restored database is to be.
record OutputPlace(Path output) {

    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");

    /// Refuses a place that is taken, or where the database would meet another one's log.
    void check() throws OutputRefusedException {
        if (!Files.isDirectory(directory())) {
            throw new OutputRefusedException("The directory '" + directory() + "' does not exist: create it first");
        }
        if (Files.exists(output, NOFOLLOW_LINKS)) {
            throw taken();
        }
        // As a URI, which has the bytes of the name: one that is not UTF-8 has no text to add to.
        String name = output.toUri().toString();
        for (String suffix : SIDECARS) {
            Path sidecar = Path.of(URI.create(name + suffix));
            if (Files.exists(sidecar, NOFOLLOW_LINKS)) {
                throw new OutputRefusedException("'" + sidecar + "' is left over from another database, and SQLite"
                        + " would play it into the restored one: move it away, or choose another name");
            }
        }
    }

    /// The directory that the output is in.
    Path directory() {
        Path parent = output.toAbsolutePath().getParent();
        return parent == null ? output.toAbsolutePath() : parent;
    }

    OutputRefusedException taken() {
        return new OutputRefusedException(
                "'" + output + "' exists, and nothing is overwritten: remove it, or choose another name");
    }
}
