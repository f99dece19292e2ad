package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which roots can be looked into: what was found below another one is not gone.
///
/// A root that is not mounted is an empty directory of the file system below it. So where another device is
/// there than the one on which its databases were, and none of them, nothing is known of them. Safe for use
/// by several threads.
final class Availability {

    /// So many databases are looked for, to tell an empty file system from another number of the same device.
    private static final int SAMPLE = 100;

    private static final String NOT_MOUNTED =
            "another file system is there than the one on which its databases were, and"
                    + " none of them: is it mounted?";

    private final Disk disk;
    private final Catalog catalog;
    private final List<Root> roots;

    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    private volatile Map<Path, String> unavailable = Map.of();

    Availability(Disk disk, Catalog catalog, List<Root> roots) {
        this.disk = disk;
        this.catalog = catalog;
        this.roots = List.copyOf(roots);
    }

    /// Looks at each root: a few system calls, and gives why those that are not available are not.
    Map<Path, String> look() {
        Map<Path, String> found = new LinkedHashMap<>();
        for (Root root : roots) {
            reason(root).ifPresent(why -> found.put(root.directory(), why));
        }
        unavailable = Map.copyOf(found);
        return found;
    }

    /// Whether all roots can be looked into.
    boolean isWhole() {
        return unavailable.isEmpty();
    }

    /// Why nothing is known of a database; absent where its root is available.
    Optional<Why> of(Path database) {
        return unavailable.entrySet().stream()
                .filter(root -> isBelow(database, root.getKey()))
                .findFirst()
                .map(root -> new Why(ReasonCode.ROOT_UNAVAILABLE, root.getKey() + ": " + root.getValue()));
    }

    /// A link that led to the root may be gone with it.
    private boolean isBelow(Path database, Path root) {
        return database.startsWith(root.toAbsolutePath().normalize())
                || Optional.ofNullable(seen.get(root))
                        .filter(before -> database.startsWith(before.real))
                        .isPresent();
    }

    private Optional<String> reason(Root root) {
        try {
            Path real = disk.realPath(root.directory());
            Optional<FileStatus> status = disk.status(real);
            if (status.isEmpty() || status.get().kind() == FileStatus.Kind.OTHER) {
                return Optional.of("neither a directory nor a file");
            }
            long device = status.get().device();
            var now = new Seen(real, device);
            boolean isAsBefore = now.equals(seen.get(root.directory()));
            if (!isAsBefore && status.get().kind() == FileStatus.Kind.DIRECTORY && isAway(root, now)) {
                return Optional.of(NOT_MOUNTED);
            }
            seen.put(root.directory(), now);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Reason.of(e));
        }
    }

    /// Whether there were databases, on another device than this one, and none of them is here.
    private boolean isAway(Root root, Seen now) throws IOException {
        List<DatabaseId> sample = new ArrayList<>();
        int size = catalog.size();
        for (int id = 1; id <= size && sample.size() < SAMPLE; id++) {
            DatabaseRow row = catalog.row(new DatabaseId(id));
            if (row.state() != DatabaseState.MISSING && row.path().startsWith(now.real)) {
                sample.add(row.id());
                if (disk.status(row.path()).isPresent()) {
                    return false;
                }
            }
        }
        return lastDevice(root, sample).filter(device -> device != now.device).isPresent();
    }

    /// Where the databases were; absent where nobody knows, as for those that were never captured.
    private Optional<Long> lastDevice(Root root, List<DatabaseId> sample) {
        Optional<Seen> before = Optional.ofNullable(seen.get(root.directory()));
        if (before.isPresent()) {
            return before.map(Seen::device);
        }
        return sample.stream()
                .flatMap(id -> catalog.readPosition(id).stream())
                .map(position -> position.identity().device())
                .filter(device -> device != 0)
                .findFirst();
    }

    /// What a root was when it was looked into.
    private record Seen(Path real, long device) {}
}
