package io.flotilla.service.api;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The directories below which a job may put files (`flotilla.api.restore-roots`). Without any there is no restore.
@Singleton
final class RestoreRoots {

    private final List<Path> roots;

    RestoreRoots(@ConfigProperty(name = "flotilla.api.restore-roots") Optional<List<Path>> roots) {
        this.roots = roots.orElse(List.of());
    }

    /// The place of a new file, named by its directory's real path: whatever link leads there now, the file comes to
    /// where it was allowed.
    ///
    /// @throws Refusal where it is not allowed
    Path allowed(String output) {
        Path wanted = path(output);
        Path parent = wanted.getParent();
        Path name = wanted.getFileName();
        if (!wanted.isAbsolute() || parent == null || name == null || !wanted.equals(wanted.normalize())) {
            throw Refusal.badRequest("output is an absolute path without '.' and '..'");
        }
        try {
            Path directory = parent.toRealPath();
            for (Path root : roots) {
                if (directory.startsWith(root.toRealPath())) {
                    return directory.resolve(name);
                }
            }
        } catch (IOException missing) {
            throw new Refusal(Status.FORBIDDEN, refused(parent));
        }
        throw new Refusal(Status.FORBIDDEN, refused(parent));
    }

    private static Path path(String output) {
        try {
            return Path.of(output);
        } catch (InvalidPathException malformed) {
            throw Refusal.badRequest("output is no path: " + malformed.getReason());
        }
    }

    private String refused(Path directory) {
        return roots.isEmpty()
                ? "No directory is allowed for restores: set flotilla.api.restore-roots"
                : directory + " is not a directory below an allowed one (flotilla.api.restore-roots)";
    }
}
