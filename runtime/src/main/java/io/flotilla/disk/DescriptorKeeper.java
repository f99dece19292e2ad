package io.flotilla.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Opens users' files in the common table of descriptors, and closes none while someone else in this process has
/// the same file open, since that would drop its locks. What is kept serves the next one who opens the file.
///
/// Whoever opens a file between the look for others and the close is not seen. At most one descriptor is kept for
/// each file and each of our threads that read it at once. Safe for use by several threads.
final class DescriptorKeeper {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private record FileId(long device, long inode) {}

    private final Disk disk;

    /// Every descriptor of ours, in use or kept.
    private final Map<Integer, FileId> ours = new HashMap<>();

    private final Map<FileId, Deque<Integer>> kept = new HashMap<>();

    DescriptorKeeper(Disk disk) {
        this.disk = disk;
    }

    /// Opens a file, and gives its descriptor.
    synchronized int open(Path path) throws IOException {
        Optional<FileId> id = id(path);
        Deque<Integer> available = id.map(kept::get).orElseGet(ArrayDeque::new);
        if (!available.isEmpty()) {
            return available.pop();
        }
        int descriptor;
        try (Arena arena = Arena.ofConfined()) {
            NativePath name = NativePath.of(path, arena);
            descriptor = Math.toIntExact(name.checked("open", new Libc(arena).open(name.address())));
        }
        // The path may lead elsewhere by now.
        ours.put(
                descriptor,
                id(DESCRIPTORS.resolve(Integer.toString(descriptor))).orElseThrow());
        return descriptor;
    }

    /// Takes a descriptor back, and closes whatever may be closed now.
    synchronized void close(int descriptor) throws IOException {
        FileId id = ours.getOrDefault(descriptor, new FileId(0, 0));
        kept.computeIfAbsent(id, any -> new ArrayDeque<>()).push(descriptor);
        Set<FileId> ofOthers = ofOthers();
        kept.entrySet().removeIf(entry -> {
            if (ofOthers.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().forEach(this::closeNow);
            return true;
        });
    }

    /// Takes back a descriptor of a file on which SQLite has no locks, such as a log.
    synchronized void closeNow(int descriptor) {
        ours.remove(descriptor);
        try (Arena arena = Arena.ofConfined()) {
            new Libc(arena).close(descriptor);
        }
    }

    /// How many descriptors are kept.
    synchronized int kept() {
        return kept.values().stream().mapToInt(Deque::size).sum();
    }

    private Set<FileId> ofOthers() throws IOException {
        Set<FileId> ids = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (!ours.containsKey(Integer.valueOf(descriptor.getFileName().toString()))) {
                    id(descriptor).ifPresent(ids::add);
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return ids;
    }

    private Optional<FileId> id(Path path) throws IOException {
        return disk.status(path).map(status -> new FileId(status.device(), status.inode()));
    }
}
