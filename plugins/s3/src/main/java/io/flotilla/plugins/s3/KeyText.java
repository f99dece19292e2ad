package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Spells keys, which are bytes, as S3's keys, which are text, without changing their order.
///
/// Ordinary text stays as it is. What UTF-8 or XML cannot carry is escaped byte by byte, and the escape sorts where
/// the byte did, so that a listing of the store is in the order of our keys: a byte below the space is `HIGH TAB` and
/// two hexadecimal digits; any other one is the last character that sorts before it, `U+10FFFF`, and two digits.
/// `U+10FFFF` itself is escaped, so nothing is ambiguous. Different keys have different texts; each segment is
/// spelled for itself.
final class KeyText {

    private static final int HIGHEST = 0x10ffff;
    private static final char BELOW_ALL = '\t';
    private static final HexFormat HEX = HexFormat.of();

    private KeyText() {}

    /// The text of a key; empty for the root.
    static String of(ObjectKey key) {
        byte[] bytes = key.bytes();
        var text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int length = plainLength(bytes, at);
            if (length > 0) {
                text.append(new String(bytes, at, length, UTF_8));
                at += length;
                continue;
            }
            int below = lastBelow(Arrays.copyOfRange(bytes, at, Math.min(at + 4, bytes.length)));
            if (below < ' ') {
                text.append(BELOW_ALL);
            } else {
                text.appendCodePoint(below).appendCodePoint(HIGHEST);
            }
            HEX.toHexDigits(text, bytes[at]);
            at++;
        }
        return text.toString();
    }

    /// The key that a text spells; empty where it spells none, because somebody else put that object there.
    static Optional<ObjectKey> parse(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            int next = at + Character.charCount(character);
            boolean escaped = character == BELOW_ALL || (next < text.length() && text.codePointAt(next) == HIGHEST);
            if (!escaped) {
                bytes.writeBytes(Character.toString(character).getBytes(UTF_8));
                at = next;
                continue;
            }
            int digits = character == BELOW_ALL ? next : next + Character.charCount(HIGHEST);
            if (digits + 2 > text.length() || !isHex(text, digits)) {
                return Optional.empty();
            }
            bytes.write(HexFormat.fromHexDigits(text, digits, digits + 2));
            at = digits + 2;
        }
        return key(bytes.toByteArray(), text);
    }

    private static Optional<ObjectKey> key(byte[] bytes, String text) {
        try {
            ObjectKey key = ObjectKey.ofBytes(bytes);
            return of(key).equals(text) ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }

    private static boolean isHex(String text, int at) {
        return HexFormat.isHexDigit(text.charAt(at)) && HexFormat.isHexDigit(text.charAt(at + 1));
    }

    /// The length of the character that begins here; 0 where none does that text can carry.
    private static int plainLength(byte[] bytes, int at) {
        int length = announcedLength(bytes[at]);
        if (length == 0 || at + length > bytes.length) {
            return 0;
        }
        String text = new String(bytes, at, length, UTF_8);
        boolean wellFormed = text.codePointCount(0, text.length()) == 1
                && Arrays.equals(text.getBytes(UTF_8), Arrays.copyOfRange(bytes, at, at + length));
        return wellFormed && isPlain(text.codePointAt(0)) ? length : 0;
    }

    private static int announcedLength(byte first) {
        int value = Byte.toUnsignedInt(first);
        if (value < 0x80) {
            return 1;
        }
        if (value < 0xc2 || value > 0xf4) {
            return 0;
        }
        return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
    }

    /// Whether S3's requests and answers, which are XML 1.0, can carry the character as it is.
    private static boolean isPlain(int character) {
        boolean surrogate = character >= 0xd800 && character <= 0xdfff;
        return character >= ' ' && character != 0xfffe && character != 0xffff && character != HIGHEST && !surrogate;
    }

    /// The last plain character whose bytes sort before these; something below the space where there is none.
    private static int lastBelow(byte[] rest) {
        int low = 0;
        int high = HIGHEST;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Arrays.compareUnsigned(encoded(middle), rest) < 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        while (low >= ' ' && !isPlain(low)) {
            low--;
        }
        return low;
    }

    /// UTF-8, also of a surrogate, whose bytes sort between those of its neighbours.
    private static byte[] encoded(int character) {
        if (character < 0xd800 || character > 0xdfff) {
            return Character.toString(character).getBytes(UTF_8);
        }
        return new byte[] {(byte) 0xed, (byte) (0x80 | ((character >> 6) & 0x3f)), (byte) (0x80 | (character & 0x3f))};
    }
}
