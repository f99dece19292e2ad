package io.flotilla.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/// The bytes of a name as text that loses nothing: UTF-8, and a byte `b` that does not belong to any is the single
/// surrogate `U+DC00 + b`, which no UTF-8 gives.
final class NameText {

    private static final int STRAY = 0xdc00;

    private NameText() {}

    static String of(byte[] bytes) {
        return isAscii(bytes) ? new String(bytes, ISO_8859_1) : decode(bytes);
    }

    static byte[] bytes(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text.getBytes(UTF_8);
        }
        var bytes = new ByteArrayOutputStream(text.length());
        text.codePoints().forEach(c -> {
            boolean isStray = c >= STRAY + 0x80 && c <= STRAY + 0xff;
            bytes.writeBytes(
                    isStray ? new byte[] {(byte) c} : Character.toString(c).getBytes(UTF_8));
        });
        return bytes.toByteArray();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    private static String decode(byte[] bytes) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int stray = result.length(); stray > 0; stray--) {
                out.put((char) (STRAY + Byte.toUnsignedInt(in.get())));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
