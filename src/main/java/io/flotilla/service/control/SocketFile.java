package io.flotilla.service.control;

import io.flotilla.service.config.ControlSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/// The file by which a socket is found. It is made in a directory that nobody else may enter, and gets its name when it
/// has its mode: so nobody connects before. For use by one thread.
final class SocketFile implements AutoCloseable {

    private static final int TYPE = 0xF000;
    private static final int SOCKET = 0xC000;

    private final Path path;
    private final Object key;
    private final Runnable end;

    private SocketFile(Path path, Object key, Runnable end) {
        this.path = path;
        this.key = key;
        this.end = end;
    }

    /// Listens at an address.
    @FunctionalInterface
    interface Listener {

        /// Begins to listen.
        ///
        /// @return what ends it
        Runnable listen(Path address) throws IOException;
    }

    /// Makes it. One that a dead process left is replaced.
    ///
    /// @throws IOException where it cannot be made, or belongs to a process that lives; the text says what to do
    static SocketFile create(ControlSocket socket, Listener listener) throws IOException {
        Path path = socket.path();
        try {
            removeLeft(path);
            Path directory = Files.createTempDirectory(path.resolveSibling(""), ".");
            try {
                return create(socket, directory.resolve("s"), listener);
            } finally {
                Files.deleteIfExists(directory.resolve("s"));
                Files.delete(directory);
            }
        } catch (FileAlreadyExistsException other) {
            throw inUse(path);
        } catch (FileSystemException failure) {
            throw new IOException(
                    "The control socket " + path + " cannot be made: " + why(failure)
                            + ". Choose another place with 'socket.path', or leave it out",
                    failure);
        }
    }

    private static SocketFile create(ControlSocket socket, Path made, Listener listener) throws IOException {
        Runnable end = listener.listen(made);
        boolean isNamed = false;
        try {
            Files.setPosixFilePermissions(made, socket.permissions());
            Files.createLink(socket.path(), made);
            isNamed = true;
            return new SocketFile(socket.path(), key(made), end);
        } finally {
            if (!isNamed) {
                end.run();
            }
        }
    }

    private static String why(FileSystemException failure) {
        String reason = failure.getReason();
        return failure.getClass().getSimpleName().replaceAll("Exception$", "") + " " + failure.getFile()
                + (reason == null ? "" : " " + reason);
    }

    private static void removeLeft(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE) != SOCKET) {
            throw new IOException("The control socket " + path
                    + " cannot be made: another file is there. Remove it, or choose another place with 'socket.path'");
        }
        if (isServed(path)) {
            throw inUse(path);
        }
        Files.delete(path);
    }

    /// Only where nobody listens any more is a connection refused. One that must wait is left to the other process.
    private static boolean isServed(Path path) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            var _ = channel.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (SocketException other) {
            return true;
        }
    }

    private static IOException inUse(Path path) {
        return new IOException("The control socket " + path + " belongs to a process that is running. End that one, or "
                + "choose another place with 'socket.path'");
    }

    private static Object key(Path path) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey(),
                "a file of Unix has a number");
    }

    /// Removes it, unless another one is in its place by now, and ends to listen.
    @Override
    public void close() {
        removeOurs();
        end.run();
    }

    private void removeOurs() {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key(path).equals(key)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException kept) {
            // Whoever comes next finds that nobody listens, and removes it.
        }
    }
}
