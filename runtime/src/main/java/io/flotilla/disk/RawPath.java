package io.flotilla.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/// Paths as the bytes that the kernel knows them by.
///
/// A `Path` keeps the bytes of a name that is not UTF-8, its text does not: there the URI is the only door.
public final class RawPath {

    private static final char REPLACEMENT = '\uFFFD';

    private RawPath() {}

    /// The bytes of a path.
    public static byte[] bytes(Path path) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return text.getBytes(UTF_8);
        }
        byte[] absolute = unescape(path.toAbsolutePath().toUri().getRawPath());
        if (path.isAbsolute()) {
            return absolute;
        }
        int prefix = unescape(Path.of("").toAbsolutePath().toUri().getRawPath()).length;
        byte[] relative = new byte[absolute.length - prefix];
        System.arraycopy(absolute, prefix, relative, 0, relative.length);
        return relative;
    }

    /// The path of a file beside another one, whose name is the other's with a suffix (`-wal`, `-shm`,
    /// `-journal`).
    public static Path beside(Path path, String suffix) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return path.getFileSystem().getPath(text + suffix);
        }
        byte[] bytes = bytes(path.toAbsolutePath());
        byte[] added = suffix.getBytes(UTF_8);
        byte[] joined = Arrays.copyOf(bytes, bytes.length + added.length);
        System.arraycopy(added, 0, joined, bytes.length, added.length);
        return of(joined);
    }

    /// The absolute path with these bytes.
    public static Path of(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return Path.of(text);
        }
        StringBuilder escaped = new StringBuilder("file://");
        for (byte each : bytes) {
            if (each == '/' || (each > 0 && Character.isLetterOrDigit(each))) {
                escaped.append((char) each);
            } else {
                escaped.append('%').append(String.format("%02X", each & 0xFF));
            }
        }
        return Path.of(URI.create(escaped.toString()));
    }

    /// The bytes behind a URI's path; a directory's closing slash is dropped.
    private static byte[] unescape(String rawPath) {
        StringBuilder latin = new StringBuilder(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            char each = rawPath.charAt(i);
            if (each == '%') {
                latin.append((char) Integer.parseInt(rawPath, i + 1, i + 3, 16));
                i += 2;
            } else {
                latin.append(each);
            }
        }
        int length = latin.length();
        if (length > 1 && latin.charAt(length - 1) == '/') {
            latin.setLength(length - 1);
        }
        return latin.toString().getBytes(ISO_8859_1);
    }
}
