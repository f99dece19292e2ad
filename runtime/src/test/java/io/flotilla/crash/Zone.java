package io.flotilla.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Where calls are refused: the users' files, the state directory, the target, or wherever they change something.
enum Zone {
    SOURCE(List.of(
            "open",
            "openat",
            "read",
            "pread64",
            "fcntl",
            "statx",
            "stat",
            "lstat",
            "fstat",
            "newfstatat",
            "getdents64",
            "readlink")),
    STATE(List.of(
            "open",
            "openat",
            "read",
            "pread64",
            "write",
            "pwrite64",
            "fsync",
            "fdatasync",
            "ftruncate",
            "fcntl",
            "stat",
            "lstat",
            "fstat",
            "newfstatat",
            "rename",
            "unlink",
            "rmdir",
            "mkdir",
            "mmap",
            "getdents64")),
    TARGET(List.of(
            "open",
            "openat",
            "read",
            "pread64",
            "fsync",
            "syncfs",
            "lstat",
            "fstat",
            "newfstatat",
            "link",
            "linkat",
            "renameat2",
            "unlink",
            "rmdir",
            "mkdir",
            "getdents64")),

    /// Files whose names nobody can know before are in here alone.
    EVERYWHERE(List.of(
            "write",
            "pwrite64",
            "fsync",
            "fdatasync",
            "syncfs",
            "ftruncate",
            "link",
            "linkat",
            "rename",
            "renameat2",
            "unlink",
            "rmdir",
            "mkdir",
            "utimensat",
            "flock",
            "getdents64"));

    /// Calls for which there may be no space.
    private static final Set<String> TAKE_SPACE = Set.of(
            "open",
            "openat",
            "write",
            "pwrite64",
            "fsync",
            "fdatasync",
            "syncfs",
            "ftruncate",
            "link",
            "linkat",
            "rename",
            "renameat2",
            "mkdir",
            "utimensat");

    private static final int FILES = 8;

    private final List<String> calls;

    Zone(List<String> calls) {
        this.calls = calls;
    }

    /// The kinds of calls that are made there.
    List<String> calls() {
        return calls;
    }

    static List<String> errors(String call) {
        return TAKE_SPACE.contains(call) ? List.of("EIO", "ENOSPC") : List.of("EIO");
    }

    /// Options of `strace` that leave only calls on files of this zone, in a run over these databases.
    List<String> options(Path directory, Set<String> databases) {
        List<String> options = new ArrayList<>();
        for (Path path : paths(directory, databases)) {
            options.add("-P");
            options.add(path.toString());
        }
        return options;
    }

    private List<Path> paths(Path directory, Set<String> databases) {
        return switch (this) {
            case SOURCE -> source(directory.resolve("source"), databases);
            case STATE -> state(directory.resolve("state"));
            case TARGET -> target(directory.resolve("target"), databases);
            case EVERYWHERE -> List.of();
        };
    }

    private static List<Path> source(Path source, Set<String> databases) {
        List<Path> paths = new ArrayList<>(List.of(source));
        for (String database : databases) {
            for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                paths.add(source.resolve(database + suffix));
            }
            paths.add(source.resolve(database).resolveSibling(""));
        }
        return paths;
    }

    private static List<Path> state(Path state) {
        List<Path> paths = new ArrayList<>(List.of(state));
        for (String name : List.of(
                "lock",
                "scratch",
                "catalog.db",
                "catalog.db-wal",
                "catalog.db-shm",
                "catalog.db-journal",
                "catalog.db.new",
                "catalog.db.new-journal")) {
            paths.add(state.resolve(name));
        }
        return paths;
    }

    private static List<Path> target(Path target, Set<String> databases) {
        List<Path> paths = new ArrayList<>(List.of(target, target.resolve(".flotilla-tmp")));
        for (String database : databases) {
            for (Path at = target.resolve(database); !at.equals(target); at = at.resolveSibling("")) {
                paths.add(at);
            }
            Path level = target.resolve(database).resolve("ltx/0");
            paths.addAll(List.of(level.resolveSibling(""), level));
            for (int file = 1; file <= FILES; file++) {
                paths.add(level.resolve(String.format("%016x-%016x.ltx", file, file)));
            }
        }
        return paths;
    }
}
