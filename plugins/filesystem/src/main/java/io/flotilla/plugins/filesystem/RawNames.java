package io.flotilla.plugins.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/// Turns names of files into their bytes, byte for byte.
///
/// A `Path` keeps the bytes of a name, but `toString()` decodes them and loses those that the locale does not
/// know. Its URI has each of them, percent-encoded, in both directions.
final class RawNames {

    private static final Path TOP = Path.of("/");

    private RawNames() {}

    /// The bytes of a single name, without any directory before it.
    static byte[] bytes(Path name) {
        byte[] path = pathBytes(TOP.resolve(name));
        return Arrays.copyOfRange(path, 1, path.length);
    }

    /// The bytes of an absolute path.
    static byte[] pathBytes(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text.getBytes(US_ASCII);
        }
        return decode(path.toUri().getRawPath());
    }

    /// The name with these bytes, of a single file or directory.
    static Path name(byte[] bytes) {
        return Path.of(URI.create("file:///" + encode(bytes))).getFileName();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static String encode(byte[] bytes) {
        var text = new StringBuilder(bytes.length * 3);
        for (byte each : bytes) {
            if (isPlain(each)) {
                text.append((char) each);
            } else {
                text.append('%');
                text.append(Character.forDigit((each >> 4) & 0xF, 16));
                text.append(Character.forDigit(each & 0xF, 16));
            }
        }
        return text.toString();
    }

    private static boolean isPlain(byte each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
    }

    /// The JDK ends the URI of a path with `/` where it finds a directory there.
    private static byte[] decode(String rawPath) {
        int end = rawPath.endsWith("/") ? rawPath.length() - 1 : rawPath.length();
        var bytes = new ByteArrayOutputStream(end);
        int at = 0;
        while (at < end) {
            if (rawPath.charAt(at) == '%') {
                bytes.write(Integer.parseInt(rawPath, at + 1, at + 3, 16));
                at += 3;
            } else {
                bytes.write(rawPath.charAt(at));
                at++;
            }
        }
        return bytes.toByteArray();
    }
}
