package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.disk.PathBytes;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Where state directories lie that nobody named: one for each pair of source and target, below one home.
///
/// A name is readable and begins with its source, for example `app-1f0c93aa.to.backup-9be01c5d`: the last part
/// of either name, and a hash of the whole, so that two directories of one name stay apart and all targets of
/// one source are found together.
///
/// @param directory need not exist
record StateHome(Path directory) {

    private static final int NAME_LENGTH = 40;
    private static final int HASH_BYTES = 4;
    private static final String TO = ".to.";

    /// `flotilla` in `$XDG_STATE_HOME`, or in `~/.local/state` where that is not set (XDG base directory
    /// specification; a relative path there counts as not set).
    static StateHome of(Map<String, String> environment, Path userHome) {
        Path base = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
        Path home = base.isAbsolute() ? base : userHome.resolve(".local").resolve("state");
        return new StateHome(home.resolve("flotilla"));
    }

    /// The state directory of a source that is replicated to a target.
    Path of(Path source, TargetUrl target) {
        String place = target.toString();
        return directory.resolve(
                prefix(source) + named(place.substring(place.lastIndexOf('/') + 1), place.getBytes(UTF_8)));
    }

    /// The state directories of a source, whatever its target.
    List<Path> findAll(Path source) throws IOException {
        String prefix = prefix(source);
        return findAll().stream()
                .filter(found -> found.getFileName().toString().startsWith(prefix))
                .toList();
    }

    /// All state directories, by name.
    List<Path> findAll() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().contains(TO))
                    .sorted()
                    .toList();
        }
    }

    private static String prefix(Path source) {
        Path whole = whole(source);
        Path name = whole.getFileName();
        return named(name == null ? "root" : name.toString(), PathBytes.of(whole)) + TO;
    }

    /// The same path for the same place, through whatever symbolic links it is named, while it exists.
    private static Path whole(Path source) {
        try {
            return source.toRealPath();
        } catch (IOException missing) {
            return source.toAbsolutePath().normalize();
        }
    }

    private static String named(String name, byte[] whole) {
        String readable = name.replaceAll("[^\\p{Alnum}_-]+", "_");
        String start = readable.substring(0, Math.min(NAME_LENGTH, readable.length()));
        return start + "-" + hash(whole);
    }

    private static String hash(byte[] whole) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }
}
