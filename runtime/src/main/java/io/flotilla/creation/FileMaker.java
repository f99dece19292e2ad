package io.flotilla.creation;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;

/// Makes one file after the other, each of which appears whole or not at all.
///
/// A new file has no name until its content is written. Where the file system cannot do that, it has a temporary one,
/// `.NAME.new` in the same directory, which a later run removes where this one is killed. The name is given to
/// the open file, never to what has the temporary name at that time: two runs side by side do no harm. For use by one
/// thread.
final class FileMaker implements AutoCloseable {

    private static final int NAME_BYTES = 4096;
    private static final int ATTEMPTS = 20;

    private final Arena arena = Arena.ofConfined();
    private final Calls calls = new Calls(arena);
    private final MemorySegment name = arena.allocate(NAME_BYTES);
    private final MemorySegment directory = arena.allocate(NAME_BYTES);
    private final MemorySegment temporary = arena.allocate(NAME_BYTES);
    private final MemorySegment link = arena.allocate(64);
    private final MemorySegment offset = arena.allocate(Long.BYTES, Long.BYTES);
    private final Root root;
    private final TemplateCopy template;

    /// The directory of the file before.
    private String latest = "";

    FileMaker(Root root, TemplateCopy template) {
        this.root = root;
        this.template = template;
    }

    /// Makes the file of this name below the root, and its directories.
    ///
    /// @return whether it was made: not where there was one already
    boolean make(String file) throws IOException {
        put(name, file);
        String above = file.substring(0, Math.max(0, file.lastIndexOf('/')));
        put(directory, above.isEmpty() ? "." : above);
        boolean isEmpty = !above.equals(latest) && isMade();
        latest = above;
        if (!isEmpty && calls.exists(root.descriptor(), name) == 0) {
            return isThere(file);
        }
        put(temporary, (above.isEmpty() ? "" : above + '/') + temporaryName(file));
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int linked = attempt(file, above);
            if (linked == 0) {
                return true;
            }
            if (linked == -Errno.EEXIST) {
                return isThere(file);
            }
            if (linked != -Errno.ENOENT) {
                throw cannotLink(file, -linked);
            }
        }
        throw new FileSystemException(root.text(file), null, "Somebody else removes the file while it is made");
    }

    /// Tries the directory before anybody asks for it: with one for each file it is not there, as a rule.
    ///
    /// @return whether it was made
    private boolean isMade() {
        return calls.makeDirectory(root.descriptor(), directory, Root.DIRECTORY_MODE) == 0;
    }

    private static String temporaryName(String file) {
        return '.' + file.substring(file.lastIndexOf('/') + 1) + ".new";
    }

    private boolean isThere(String file) throws IOException {
        root.checkFile(file);
        if (root.naming() == Root.Naming.TEMPORARY) {
            put(temporary, file.substring(0, file.lastIndexOf('/') + 1) + temporaryName(file));
            int _ = calls.unlink(root.descriptor(), temporary);
        }
        return false;
    }

    private int attempt(String file, String above) throws IOException {
        int descriptor = open();
        if (descriptor == -Errno.ENOENT) {
            root.makeDirectories(above);
            descriptor = open();
        }
        int opened = Errno.checked(root.text(file), "open", descriptor);
        try {
            template.fill(calls, opened, offset, root.text(file));
            put(link, "/proc/self/fd/" + opened);
            return calls.link(link, root.descriptor(), name);
        } finally {
            int _ = calls.close(opened);
            removeTemporary();
        }
    }

    private int open() {
        if (root.naming() == Root.Naming.AT_THE_END) {
            return calls.open(root.descriptor(), directory, Calls.O_TMPFILE | Calls.O_WRONLY, Root.MODE);
        }
        int flags = Calls.O_CREAT | Calls.O_EXCL | Calls.O_WRONLY;
        int opened = calls.open(root.descriptor(), temporary, flags, Root.MODE);
        if (opened != -Errno.EEXIST) {
            return opened;
        }
        removeTemporary();
        return calls.open(root.descriptor(), temporary, flags, Root.MODE);
    }

    private void removeTemporary() {
        if (root.naming() == Root.Naming.TEMPORARY) {
            int _ = calls.unlink(root.descriptor(), temporary);
        }
    }

    private IOException cannotLink(String file, int errno) {
        return errno == Errno.EPERM || errno == Errno.EOPNOTSUPP
                ? new FileSystemException(
                        root.text(file), null, "The file system has neither unnamed files nor hard links")
                : Errno.failure(root.text(file), "linkat", errno);
    }

    private void put(MemorySegment into, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length >= into.byteSize()) {
            throw new FileSystemException(root.text(text), null, "The name is too long for the file system");
        }
        MemorySegment.copy(bytes, 0, into, JAVA_BYTE, 0, bytes.length);
        into.set(JAVA_BYTE, bytes.length, (byte) 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
