package io.flotilla.plugins.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How a segment of a key is named on disk: as it is, wherever a file system takes it.
///
/// Two kinds of segment are escaped: those longer than the 255 bytes that a file system takes, and those that
/// begin with `.flotilla-`, which is reserved for ourselves. An escaped segment is cut into parts of 240 bytes.
/// Each part but the last is a directory named `.flotilla-part-` and the part, within which the segment goes
/// on; the last one is named `.flotilla-name-` and the rest. Nothing else about a name is changed.
final class SegmentNames {

    /// The longest name that Linux's file systems take, in bytes.
    static final int LONGEST = 255;

    private static final byte[] RESERVED = ascii(".flotilla-");
    private static final byte[] PART = ascii(".flotilla-part-");
    private static final byte[] NAME = ascii(".flotilla-name-");
    private static final int PART_BYTES = LONGEST - PART.length;

    private SegmentNames() {}

    /// The names on disk, each but the last a directory.
    static List<byte[]> onDisk(byte[] segment) {
        if (!isEscaped(segment)) {
            return List.of(segment);
        }
        List<byte[]> names = new ArrayList<>();
        int at = 0;
        for (; segment.length - at > PART_BYTES; at += PART_BYTES) {
            names.add(joined(PART, Arrays.copyOfRange(segment, at, at + PART_BYTES)));
        }
        names.add(joined(NAME, Arrays.copyOfRange(segment, at, segment.length)));
        return names;
    }

    /// The segment that ends with this name on disk, after the parts before it; absent where the name is one of
    /// ours, or not one that [#onDisk] makes.
    static Optional<byte[]> segment(byte[] parts, byte[] name) {
        if (parts.length == 0 && !isEscaped(name)) {
            return Optional.of(name);
        }
        return after(NAME, name)
                .map(rest -> joined(parts, rest))
                .filter(segment ->
                        isEscaped(segment) && parts.length == (segment.length - 1) / PART_BYTES * PART_BYTES);
    }

    /// The parts of a segment so far, where this name on disk is a directory in which the segment goes on.
    static Optional<byte[]> goesOn(byte[] parts, byte[] name) {
        return after(PART, name).filter(part -> part.length == PART_BYTES).map(part -> joined(parts, part));
    }

    private static boolean isEscaped(byte[] segment) {
        return segment.length > LONGEST || startsWith(segment, RESERVED);
    }

    private static Optional<byte[]> after(byte[] prefix, byte[] name) {
        return startsWith(name, prefix)
                ? Optional.of(Arrays.copyOfRange(name, prefix.length, name.length))
                : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
