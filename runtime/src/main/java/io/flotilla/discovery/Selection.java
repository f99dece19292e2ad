package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.PathPattern;
import java.util.Arrays;
import java.util.List;

/// Which names below a root are considered at all. Names are bytes, relative to the root.
final class Selection {

    /// What belongs to a database and is none itself.
    private static final List<byte[]> SIDECARS = List.of(bytes("-wal"), bytes("-shm"), bytes("-journal"));

    /// Litestream's folder beside the database `NAME` is `.NAME-litestream`.
    private static final byte[] LITESTREAM = bytes("-litestream");

    /// Begins the names of Flotilla's own unfinished files.
    private static final byte[] OURS = bytes(".flotilla-");

    private final List<PathPattern> patterns;
    private final List<PathPattern> excludes;

    private Selection(List<PathPattern> patterns, List<PathPattern> excludes) {
        this.patterns = patterns;
        this.excludes = excludes;
    }

    static Selection of(Root root) {
        return new Selection(
                root.patterns().stream().map(PathPattern::capturing).toList(),
                root.excludes().stream().map(PathPattern::of).toList());
    }

    /// Whether a file is looked at, given the names of all directories above it.
    boolean takesFile(byte[] relative) {
        boolean wanted = patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(relative));
        return wanted && SIDECARS.stream().noneMatch(suffix -> endsWith(relative, suffix)) && entersAll(relative);
    }

    /// Whether a directory is walked; those above it are.
    boolean enters(byte[] relative) {
        int start = lastSlash(relative, relative.length) + 1;
        boolean hidden =
                startsWith(relative, start, OURS) || (relative[start] == '.' && endsWith(relative, LITESTREAM));
        return !hidden && excludes.stream().noneMatch(exclude -> exclude.matches(relative));
    }

    private boolean entersAll(byte[] relative) {
        for (int end = relative.length; end > 0; end = lastSlash(relative, end)) {
            if (!enters(Arrays.copyOf(relative, end))) {
                return false;
            }
        }
        return true;
    }

    private static int lastSlash(byte[] name, int end) {
        int at = end - 1;
        while (at >= 0 && name[at] != '/') {
            at--;
        }
        return at;
    }

    private static boolean startsWith(byte[] name, int from, byte[] begin) {
        return name.length - from >= begin.length
                && Arrays.equals(name, from, from + begin.length, begin, 0, begin.length);
    }

    private static boolean endsWith(byte[] name, byte[] end) {
        int from = name.length - end.length;
        return from >= 0 && startsWith(name, from, end);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
