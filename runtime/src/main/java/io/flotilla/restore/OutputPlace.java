package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where a restored database is to be, and whether it may take the place of another one.
record OutputPlace(Path output, boolean replaces) {

    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");

    OutputPlace(Path output) {
        this(output, false);
    }

    static OutputPlace of(RestoreRequest request) {
        return new OutputPlace(request.output(), request.has(Wish.REPLACE));
    }

    /// Refuses a place that is taken, or where the database would meet another one's log.
    ///
    /// Links are followed: otherwise the JDK makes an exception of each file that is not there, and hardly any
    /// is. A link that leads nowhere has no log, and one that has the name of the output is met when that is
    /// given.
    void check() throws OutputRefusedException {
        if (!Files.isDirectory(directory())) {
            throw new OutputRefusedException("The directory '" + directory() + "' does not exist: create it first");
        }
        if (replaces) {
            checkNoDirectory();
            return;
        }
        if (Files.exists(output)) {
            throw taken();
        }
        for (Path sidecar : sidecars(output).toList()) {
            if (Files.exists(sidecar)) {
                throw new OutputRefusedException("'" + sidecar + "' is left over from another database, and SQLite"
                        + " would play it into the restored one: move it away, or choose another name");
            }
        }
    }

    private void checkNoDirectory() throws OutputRefusedException {
        if (Files.isDirectory(output, NOFOLLOW_LINKS)) {
            throw new OutputRefusedException("'" + output + "' is a directory: choose another name");
        }
    }

    /// The files that SQLite takes for parts of this database. A URI has the bytes of a name: one that is not
    /// UTF-8 has no text to add to. It takes a system call, so a name in ASCII does without.
    static Stream<Path> sidecars(Path database) {
        String text = database.toString();
        if (text.chars().allMatch(character -> character < 0x80)) {
            return SIDECARS.stream().map(suffix -> Path.of(text + suffix));
        }
        String name = database.toUri().toString();
        return SIDECARS.stream().map(suffix -> Path.of(URI.create(name + suffix)));
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
