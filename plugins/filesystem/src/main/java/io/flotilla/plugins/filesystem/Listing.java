package io.flotilla.plugins.filesystem;

import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Walks the tree in the order of keys, from the starting point until a page is full.
///
/// In a directory, the order of keys is that of the names, where a directory counts with the `/` behind it:
/// `a-b` comes before `a/b`. Directories that end before the starting point are not read, and a name is looked
/// at (one system call) only when it is its turn. Memory: the names of the directories on one way down.
/// For use by one thread, once.
final class Listing {

    private static final byte[] NOTHING = {};

    private final ObjectTree tree;
    private final ListRequest request;
    private final boolean timestampExact;
    private final List<ListedObject> found = new ArrayList<>();

    Listing(ObjectTree tree, ListRequest request, boolean timestampExact) {
        this.tree = tree;
        this.request = request;
        this.timestampExact = timestampExact;
    }

    ListPage page() throws IOException {
        Path directory = tree.path(request.ancestor());
        Optional<byte[]> start = start();
        if (start.isPresent()
                && tree.look(directory).filter(BasicFileAttributes::isDirectory).isPresent()) {
            walk(directory, request.ancestor(), start.get());
        }
        boolean more = found.size() > request.limit();
        return new ListPage(more ? found.subList(0, request.limit()) : found, more);
    }

    /// The starting point, seen from the ancestor; absent where it is behind everything there.
    private Optional<byte[]> start() {
        ObjectKey ancestor = request.ancestor();
        ObjectKey startAfter = request.startAfter();
        if (ancestor.isRoot()) {
            return Optional.of(startAfter.bytes());
        }
        byte[] below = slash(ancestor.bytes());
        byte[] start = startAfter.bytes();
        if (startsWith(start, below)) {
            return Optional.of(Arrays.copyOfRange(start, below.length, start.length));
        }
        return Arrays.compareUnsigned(start, below) < 0 ? Optional.of(NOTHING) : Optional.empty();
    }

    /// Adds what lies in a directory, behind a starting point that is seen from there.
    private void walk(Path directory, ObjectKey key, byte[] start) throws IOException {
        PriorityQueue<Entry> entries = new PriorityQueue<>();
        tree.children(directory, (segment, path) -> {
            if (isObjectBehind(segment, start) || isDirectoryBehind(slash(segment), start)) {
                entries.add(new Entry(segment, path, false));
            }
        });
        while (!entries.isEmpty() && found.size() <= request.limit()) {
            Entry entry = entries.remove();
            if (entry.isDirectory) {
                walk(entry.path, entry.key(key), rest(start, entry.order));
            } else {
                look(entry, key, start).ifPresent(entries::add);
            }
        }
    }

    /// Adds an entry whose turn it is, if it is an object; gives it back to be sorted in, if it is a directory.
    private Optional<Entry> look(Entry entry, ObjectKey directory, byte[] start) throws IOException {
        Optional<BasicFileAttributes> status = ObjectTree.status(entry.path);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        if (status.get().isRegularFile() && isObjectBehind(entry.segment, start)) {
            found.add(new ListedObject(
                    entry.key(directory),
                    status.get().size(),
                    status.get().lastModifiedTime().toInstant(),
                    timestampExact));
        }
        return status.get().isDirectory() && isDirectoryBehind(slash(entry.segment), start)
                ? Optional.of(new Entry(entry.segment, entry.path, true))
                : Optional.empty();
    }

    private static boolean isObjectBehind(byte[] segment, byte[] start) {
        return Arrays.compareUnsigned(segment, start) > 0;
    }

    /// Whether something in a directory can be behind the starting point.
    private static boolean isDirectoryBehind(byte[] order, byte[] start) {
        return Arrays.compareUnsigned(order, start) > 0 || startsWith(start, order);
    }

    private static byte[] rest(byte[] start, byte[] order) {
        return startsWith(start, order) ? Arrays.copyOfRange(start, order.length, start.length) : NOTHING;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] slash(byte[] bytes) {
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        more[bytes.length] = '/';
        return more;
    }

    /// One name in a directory, and the bytes by which it is sorted: those of an object until it was looked at.
    private static final class Entry implements Comparable<Entry> {

        private final byte[] segment;
        private final Path path;
        private final boolean isDirectory;
        private final byte[] order;

        private Entry(byte[] segment, Path path, boolean isDirectory) {
            this.segment = segment;
            this.path = path;
            this.isDirectory = isDirectory;
            this.order = isDirectory ? slash(segment) : segment;
        }

        private ObjectKey key(ObjectKey directory) {
            return directory.child(ObjectKey.ofBytes(segment));
        }

        @Override
        public int compareTo(Entry other) {
            return Arrays.compareUnsigned(order, other.order);
        }
    }
}
