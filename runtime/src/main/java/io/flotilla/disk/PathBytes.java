package io.flotilla.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// The bytes of a path, which is what a name is to the kernel. `Path.toString()` decodes them and loses what
/// is not text; a path's URI keeps them.
public final class PathBytes {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final boolean NAMES_ARE_UTF8 = Charset.forName(
                    System.getProperty("sun.jnu.encoding", "UTF-8"), UTF_8)
            .equals(UTF_8);

    private PathBytes() {}

    /// The bytes of an absolute path.
    public static byte[] of(Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("Not an absolute path: " + path);
        }
        String text = path.toString();
        if (isPlain(text)) {
            return text.getBytes(UTF_8);
        }
        return decode(path.toUri().getRawPath(), text.endsWith("/"));
    }

    /// The absolute path with these bytes.
    public static Path toPath(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (isPlain(text)) {
            return Path.of(text);
        }
        return Path.of(URI.create("file://" + encode(bytes)));
    }

    /// The path with a suffix at its last name, such as `-wal`.
    public static Path withSuffix(Path path, String suffix) {
        String text = path.toString();
        if (isPlain(text)) {
            return path.getFileSystem().getPath(text + suffix);
        }
        byte[] bytes = of(path);
        byte[] end = suffix.getBytes(UTF_8);
        byte[] joined = Arrays.copyOf(bytes, bytes.length + end.length);
        System.arraycopy(end, 0, joined, bytes.length, end.length);
        return toPath(joined);
    }

    /// The path of a name in an absolute directory.
    public static Path child(Path directory, byte[] name) {
        String text = new String(name, UTF_8);
        if (isPlain(text)) {
            return directory.resolve(text);
        }
        byte[] above = of(directory);
        int length = above.length == 1 ? 0 : above.length;
        byte[] joined = Arrays.copyOf(above, length + 1 + name.length);
        joined[length] = '/';
        System.arraycopy(name, 0, joined, length + 1, name.length);
        return toPath(joined);
    }

    /// Whether text and bytes of a name surely say the same: U+FFFD stands for bytes that were not text.
    private static boolean isPlain(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= 0x80 && (!NAMES_ARE_UTF8 || c == 0xfffd)) {
                return false;
            }
        }
        return true;
    }

    private static String encode(byte[] bytes) {
        var text = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '/';
            if (plain) {
                text.append((char) b);
            } else {
                HEX.toHexDigits(text.append('%'), b);
            }
        }
        return text.toString();
    }

    /// A URI marks a directory by a slash at its end, which the path does not have.
    private static byte[] decode(String rawPath, boolean endsWithSlash) {
        int end = rawPath.endsWith("/") && !endsWithSlash ? rawPath.length() - 1 : rawPath.length();
        byte[] bytes = new byte[end];
        int length = 0;
        for (int at = 0; at < end; at++) {
            char c = rawPath.charAt(at);
            if (c == '%') {
                bytes[length++] = (byte) HexFormat.fromHexDigits(rawPath, at + 1, at + 3);
                at += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
