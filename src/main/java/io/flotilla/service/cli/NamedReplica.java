package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/// A replica of a target as a user names it: by its key, or by the path of its database.
///
/// @param key below the target, not the target itself
/// @param root the directory below which the database lies, where a path says so
record NamedReplica(ObjectKey key, Optional<Path> root) {

    /// Finds the replica. A word that is the key of one means that one. Otherwise it is a path, and the target
    /// is asked which ends of it are keys of replicas: one request for each part of the path.
    ///
    /// @param target where the store is, for messages
    /// @throws CommandFailure where there is no such replica, or there are several
    static NamedReplica find(String word, LtxStore store, TargetUrl target) throws IOException {
        if (!word.startsWith("/") && isThere(store, key(word))) {
            return new NamedReplica(key(word), Optional.empty());
        }
        Path path = Path.of(word).toAbsolutePath().normalize();
        List<NamedReplica> found = new ArrayList<>();
        for (int part = 0; part < path.getNameCount(); part++) {
            ObjectKey key = key(path.subpath(part, path.getNameCount()).toString());
            if (isThere(store, key)) {
                found.add(new NamedReplica(key, Optional.of(start(path, part))));
            }
        }
        if (found.isEmpty()) {
            throw new CommandFailure(
                    "No replica of '" + word + "' at " + target,
                    "its key, which is the path below the directory that is replicated");
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    "'" + word + "' may be "
                            + String.join(
                                    " or ",
                                    found.stream()
                                            .map(each -> each.key().toString())
                                            .toList()) + " at " + target,
                    "one of these keys instead of the path");
        }
        return found.getFirst();
    }

    private static ObjectKey key(String text) {
        try {
            return ObjectKey.of(text);
        } catch (IllegalArgumentException noKey) {
            throw new CommandFailure("'" + text + "' is no key of a replica: " + FailureText.message(noKey), "", noKey);
        }
    }

    private static Path start(Path path, int parts) {
        Path root = Objects.requireNonNull(path.getRoot(), "an absolute path has a root");
        return parts == 0 ? root : root.resolve(path.subpath(0, parts));
    }

    private static boolean isThere(LtxStore store, ObjectKey key) throws IOException {
        return !Attempts.some(new SplittableRandom()).run(() -> store.list(key)).isEmpty();
    }

    /// Where the replica is, for messages and as other commands take it.
    TargetUrl url(TargetUrl target) {
        try {
            String path = new URI(null, null, "/" + key, null).getRawPath();
            return new TargetUrl(URI.create(target.uri() + path), target.settings());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
