package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.service.cli.NewcomerCheck.Root;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/// A replica of a target as a user names it: by its key, or by the path of its database.
///
/// @param key below the target, not the target itself
/// @param guess the directory that the database would lie below, where only the end of its path says which
///     replica is meant
record NamedReplica(ObjectKey key, Optional<Path> guess) {

    /// Finds the replica. A word that is the key of one means that one. The path of a file below a directory
    /// that is known to be replicated there means the replica of that name. Of any other file the target is
    /// asked which ends of its path are keys of replicas: one request for each part.
    ///
    /// @param target where the store is, for messages
    /// @throws CommandFailure where there is no such replica, or there are several
    static NamedReplica find(String word, LtxStore store, TargetUrl target, List<Root> known) throws IOException {
        Optional<ObjectKey> named = key(word).filter(key -> !key.isRoot());
        if (named.isPresent() && isThere(store, named.get())) {
            return new NamedReplica(named.get(), Optional.empty());
        }
        Path path = NewcomerCheck.real(Path.of(word));
        List<NamedReplica> found = new ArrayList<>();
        List<Root> above = known.stream()
                .filter(root -> root.target().equals(target.toString()) && path.startsWith(root.directory()))
                .toList();
        for (Root root : above) {
            add(root.directory().relativize(path), Optional.empty(), store, found);
        }
        boolean isGuessed = above.isEmpty() && (word.startsWith("/") || Files.exists(path));
        for (int part = 0; isGuessed && part < path.getNameCount(); part++) {
            add(path.subpath(part, path.getNameCount()), Optional.of(start(path, part)), store, found);
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

    private static void add(Path path, Optional<Path> guess, LtxStore store, List<NamedReplica> found)
            throws IOException {
        Optional<ObjectKey> key = key(path.toString()).filter(each -> !each.isRoot());
        if (key.isPresent() && isThere(store, key.get())) {
            found.add(new NamedReplica(key.get(), guess));
        }
    }

    /// Empty where that is no key.
    private static Optional<ObjectKey> key(String text) {
        try {
            return Optional.of(ObjectKey.of(text));
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
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
