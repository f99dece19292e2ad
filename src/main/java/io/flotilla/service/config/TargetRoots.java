package io.flotilla.service.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/// Which directories of one bucket or host are the roots of targets, so that they are few and hold little else: those
/// in
/// which the replicas are, or, where these are many, the ones above them. One that comes beside the others changes
/// nothing for them. Paths are without a slash at either end. Immutable.
final class TargetRoots {

    private static final int MOST = 8;

    private final Set<String> roots;
    private final int least;

    private TargetRoots(Set<String> roots, int least) {
        this.roots = roots;
        this.least = least;
    }

    /// @param least how many names a root has at least: the directory `/` is none
    static TargetRoots of(Collection<String> replicas, int least) {
        Set<String> roots = new HashSet<>();
        replicas.forEach(path -> roots.add(above(path, least)));
        while (roots.size() > MOST) {
            int deepest = roots.stream().mapToInt(TargetRoots::depth).max().orElse(0);
            if (deepest <= least) {
                break;
            }
            Set<String> deep = new HashSet<>();
            roots.stream().filter(root -> depth(root) == deepest).forEach(deep::add);
            roots.removeAll(deep);
            deep.forEach(root -> roots.add(parent(root)));
        }
        return new TargetRoots(Set.copyOf(roots), least);
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
        return path.isEmpty() ? 0 : 1 + (int) path.chars().filter(c -> c == '/').count();
    }
}
