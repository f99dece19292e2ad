package io.flotilla.service.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which directories of one bucket or host are the roots of targets, so that they are few and hold little else: those
/// in which the replicas are, or, where these are many, the ones above them. One that comes beside the others changes
/// nothing for them. Paths are without a slash at either end. Immutable.
final class TargetRoots {

    private static final int MOST = 8;

    private final Set<String> roots;
    private final int least;

    private TargetRoots(Set<String> roots, int least) {
        this.roots = roots;
        this.least = least;
    }

    /// @param replicas are looked at once; how many there are does not count
    /// @param least how many names a root has at least: the directory `/` is none
    static TargetRoots of(Iterable<String> replicas, int least) {
        // By how many names the roots have at the most; a set that has too many is not filled further.
        List<Set<String>> byDepth = new ArrayList<>();
        for (String path : replicas) {
            String root = above(path, least);
            for (int depth = Math.max(Math.max(least, depth(root)), least + byDepth.size() - 1);
                    depth >= least;
                    depth--) {
                while (byDepth.size() <= depth - least) {
                    byDepth.add(new HashSet<>(byDepth.isEmpty() ? Set.of() : byDepth.getLast()));
                }
                root = depth(root) > depth ? parent(root) : root;
                add(byDepth.get(depth - least), root, depth == least);
            }
        }
        int depth = byDepth.size() - 1;
        while (depth > 0 && byDepth.get(depth).size() > MOST) {
            depth--;
        }
        return new TargetRoots(depth < 0 ? Set.of() : Set.copyOf(byDepth.get(depth)), least);
    }

    private static void add(Set<String> roots, String root, boolean isLast) {
        if (isLast || roots.size() <= MOST) {
            roots.add(root);
        }
    }

    /// The root for a replica, which is above it, or itself.
    String root(String path) {
        String root = above(path, least);
        while (!roots.contains(root)) {
            root = parent(root);
        }
        return root;
    }

    /// All of them, in their order.
    Collection<String> all() {
        return roots.stream().sorted(Comparator.naturalOrder()).toList();
    }

    /// The key below a root.
    static String key(String root, String path) {
        if (root.isEmpty()) {
            return path;
        }
        return path.length() == root.length() ? "" : path.substring(root.length() + 1);
    }

    private static String above(String path, int least) {
        String parent = parent(path);
        return depth(parent) < least ? path : parent;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static int depth(String path) {
        int depth = path.isEmpty() ? 0 : 1;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }
}
