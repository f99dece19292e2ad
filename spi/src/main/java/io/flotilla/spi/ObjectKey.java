package io.flotilla.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;

/// The name of an object below the root of a target: segments of bytes, joined by `/`.
///
/// A key is bytes because file names are bytes, and a database whose name is not UTF-8 must come back under
/// that name. No segment is empty, `.` or `..`, and none holds a NUL byte, so a key never leaves its root. Keys
/// are ordered by their unsigned bytes, which is the order in which a target lists them.
public final class ObjectKey implements Comparable<ObjectKey> {

    /// The root of a target: no segment at all. Every other key lies below it and behind it; it names no
    /// object.
    public static final ObjectKey ROOT = new ObjectKey(new byte[0]);

    private final byte[] bytes;

    private ObjectKey(byte[] bytes) {
        if (bytes.length > 0) {
            checkSegments(bytes);
        }
        this.bytes = bytes;
    }

    /// The key with this text, encoded as UTF-8. The empty text is the root.
    public static ObjectKey of(String text) {
        return new ObjectKey(text.getBytes(UTF_8));
    }

    /// The key with a copy of these bytes.
    public static ObjectKey ofBytes(byte[] bytes) {
        return new ObjectKey(bytes.clone());
    }

    /// The key one or more segments below this one.
    public ObjectKey child(String relative) {
        return child(of(relative));
    }

    /// The key one or more segments below this one; with the root, this key itself.
    public ObjectKey child(ObjectKey relative) {
        if (isRoot()) {
            return relative;
        }
        if (relative.isRoot()) {
            return this;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + relative.bytes.length);
        joined[bytes.length] = '/';
        System.arraycopy(relative.bytes, 0, joined, bytes.length + 1, relative.bytes.length);
        return new ObjectKey(joined);
    }

    /// Whether this key lies below the other one, at any depth.
    public boolean isBelow(ObjectKey ancestor) {
        if (ancestor.isRoot()) {
            return !isRoot();
        }
        return bytes.length > ancestor.bytes.length
                && bytes[ancestor.bytes.length] == '/'
                && Arrays.equals(bytes, 0, ancestor.bytes.length, ancestor.bytes, 0, ancestor.bytes.length);
    }

    /// Whether this is the root, which names no object.
    public boolean isRoot() {
        return bytes.length == 0;
    }

    /// How many segments it has; the root has none.
    public int segments() {
        int segments = isRoot() ? 0 : 1;
        for (byte each : bytes) {
            segments += each == '/' ? 1 : 0;
        }
        return segments;
    }

    /// One of its segments, as a key. The first one has the index 0.
    public ObjectKey segment(int index) {
        int from = 0;
        for (int i = 0; i < index; i++) {
            from = endOfSegment(from) + 1;
        }
        return new ObjectKey(Arrays.copyOfRange(bytes, from, endOfSegment(from)));
    }

    private int endOfSegment(int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '/') {
            end++;
        }
        return end;
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// Whether the bytes are well-formed UTF-8.
    public boolean isUtf8() {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The key for people: as UTF-8 where it is well-formed, otherwise with the bytes in hexadecimal.
    @Override
    public String toString() {
        return isUtf8() ? new String(bytes, UTF_8) : "bytes:" + HexFormat.of().formatHex(bytes);
    }

    private static void checkSegments(byte[] bytes) {
        int start = 0;
        for (int end = 0; end <= bytes.length; end++) {
            if (end < bytes.length && bytes[end] == 0) {
                throw new IllegalArgumentException("A key holds no NUL byte: " + new String(bytes, UTF_8));
            }
            if (end == bytes.length || bytes[end] == '/') {
                checkSegment(bytes, start, end);
                start = end + 1;
            }
        }
    }

    private static void checkSegment(byte[] bytes, int start, int end) {
        int length = end - start;
        boolean dots =
                (length == 1 && bytes[start] == '.') || (length == 2 && bytes[start] == '.' && bytes[start + 1] == '.');
        if (length == 0 || dots) {
            throw new IllegalArgumentException(
                    "A key has no empty, '.' or '..' segment: '" + new String(bytes, UTF_8) + "'");
        }
    }
}
