package io.flotilla.service.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.disk.PathBytes;
import io.flotilla.service.config.Host;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.service.live.Running;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The databases of all fleets of this process. Safe for use by several threads.
///
/// @param fleets asked each time, for they may change
record KnownDatabases(Supplier<List<Running>> fleets, Host host) {

    /// How many there are.
    int count() {
        return fleets.get().stream().mapToInt(fleet -> fleet.catalog().size()).sum();
    }

    /// The path that a text names.
    String absolute(String text) {
        if (text.indexOf('\0') >= 0) {
            throw Refused.badRequest("invalid path: it holds a NUL");
        }
        try {
            return host.absolute(text);
        } catch (IllegalArgumentException noPath) {
            throw Refused.badRequest("invalid path: " + noPath.getMessage());
        }
    }

    /// The database with this path, also through symbolic links; absent where there is none.
    Optional<KnownDatabase> find(String text) {
        Path path = PathBytes.toPath(absolute(text).getBytes(UTF_8));
        List<Running> now = fleets.get();
        Optional<KnownDatabase> known = KnownDatabase.find(now, path);
        return known.isPresent() ? known : real(path).flatMap(there -> KnownDatabase.find(now, there));
    }

    /// The database that has to be there.
    KnownDatabase get(String text) {
        return find(text)
                .orElseThrow(() -> new Refused(
                        HttpResponseStatus.NOT_FOUND,
                        "database not found: " + absolute(text),
                        "GET /list, or 'flotilla list', shows those that there are"));
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }
}
