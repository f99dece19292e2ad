package io.flotilla.creation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The directory below which files are made, open. Safe for use by several threads, except [#close()].
final class Root implements AutoCloseable {

    /// Read and write for the owner, read for all, as SQLite makes its files.
    static final int MODE = 0644;

    /// That of [Files#createDirectories], less what the process masks.
    static final int DIRECTORY_MODE = 0777;

    private final Path path;
    private final Arena arena;
    private final int descriptor;
    private final Naming naming;

    private Root(Path path, Arena arena, int descriptor, Naming naming) {
        this.path = path;
        this.arena = arena;
        this.descriptor = descriptor;
        this.naming = naming;
    }

    /// When a new file gets its name.
    enum Naming {
        /// When its content is there.
        AT_THE_END,

        /// At once, but another one.
        TEMPORARY
    }

    /// Opens the directory, which is made where it is not there.
    static Root open(Path directory) throws IOException {
        try (Root probed = open(directory, Naming.AT_THE_END)) {
            return open(directory, probed.probe());
        }
    }

    static Root open(Path directory, Naming naming) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.toAbsolutePath();
        Arena arena = Arena.ofShared();
        try {
            MemorySegment name = arena.allocateFrom(path.toString(), UTF_8);
            int opened = new Calls(arena).open(Calls.AT_FDCWD, name, Calls.O_RDONLY | Calls.O_DIRECTORY, 0);
            return new Root(path, arena, Errno.checked(path.toString(), "open", opened), naming);
        } catch (IOException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    private Naming probe() throws IOException {
        try (Arena names = Arena.ofConfined()) {
            var calls = new Calls(names);
            int opened = calls.open(descriptor, names.allocateFrom("."), Calls.O_TMPFILE | Calls.O_RDWR, MODE);
            if (opened == -Errno.EOPNOTSUPP || opened == -Errno.EISDIR || opened == -Errno.EINVAL) {
                return Naming.TEMPORARY;
            }
            int _ = calls.close(Errno.checked(path.toString(), "open", opened));
            return Naming.AT_THE_END;
        }
    }

    /// Opens a new file that has no name and gets none.
    int openUnnamed(Calls calls) throws IOException {
        try (Arena names = Arena.ofConfined()) {
            if (naming == Naming.AT_THE_END) {
                int opened = calls.open(descriptor, names.allocateFrom("."), Calls.O_TMPFILE | Calls.O_RDWR, MODE);
                return Errno.checked(path.toString(), "open", opened);
            }
            MemorySegment name = names.allocateFrom(".flotilla-template-" + System.identityHashCode(names));
            int _ = calls.unlink(descriptor, name);
            int opened = calls.open(descriptor, name, Calls.O_CREAT | Calls.O_EXCL | Calls.O_RDWR, MODE);
            int file = Errno.checked(path.toString(), "open", opened);
            int _ = Errno.checked(path.toString(), "unlink", calls.unlink(descriptor, name));
            return file;
        }
    }

    /// Makes the directories above a name.
    void makeDirectories(String directory) throws IOException {
        Files.createDirectories(path.resolve(directory));
    }

    /// What is there under a name has to be a file.
    void checkFile(String name) throws IOException {
        Path there = path.resolve(name);
        if (!Files.isRegularFile(there)) {
            throw new FileSystemException(there.toString(), null, "Something else than a file has the name");
        }
    }

    String text(String name) {
        return path + "/" + name;
    }

    int descriptor() {
        return descriptor;
    }

    Naming naming() {
        return naming;
    }

    /// Makes everything durable that was made.
    void sync() throws IOException {
        try (Arena own = Arena.ofConfined()) {
            int _ = Errno.checked(path.toString(), "syncfs", new Calls(own).sync(descriptor));
        }
    }

    @Override
    public void close() {
        int _ = new Calls(arena).close(descriptor);
        arena.close();
    }
}
