package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;

/// What the store is told of a content before it arrives, so that it refuses one that changed on the way: a value in
/// Base64.
///
/// The content is read once for it. So a content that cannot be read, or is shorter or longer than it announced,
/// is noticed before anything is sent.
record Digest(Kind kind, String value) {

    private static final int BUFFER_BYTES = 64 * 1024;

    /// The header that carries it.
    enum Kind {
        /// `x-amz-checksum-crc32`.
        CRC32,

        /// `Content-MD5`, for stores that know nothing newer.
        MD5
    }

    /// Reads a content and checks its length.
    ///
    /// @throws TargetException.Unavailable where it cannot be read, or has another length
    static Digest of(Slice slice, Kind kind) throws TargetException {
        try (InputStream content = slice.isLast() ? tail(slice) : slice.open()) {
            return switch (kind) {
                case CRC32 -> new Digest(kind, crc32(slice, content));
                case MD5 -> new Digest(kind, md5(slice, content));
            };
        } catch (TargetException known) {
            throw known;
        } catch (IOException unreadable) {
            throw new TargetException.Unavailable("The content cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    static String base64(byte[] bytes) {
        return new String(Base64.getEncoder().encode(bytes), UTF_8);
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String crc32(Slice slice, InputStream content) throws IOException {
        var crc = new CRC32();
        read(slice, content, crc::update);
        return base64(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }

    private static String md5(Slice slice, InputStream content) throws IOException {
        MessageDigest md5 = md5();
        read(slice, content, md5::update);
        return base64(md5.digest());
    }

    private static void read(Slice slice, InputStream content, Sink sink) throws IOException {
        byte[] buffer = new byte[Math.toIntExact(Math.clamp(slice.length() + 1, 1, BUFFER_BYTES))];
        long read = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            sink.add(buffer, 0, count);
            read += count;
        }
        if (read != slice.length()) {
            throw new TargetException.Unavailable("The content has " + (slice.offset() + read)
                    + " bytes, but announced " + slice.payload().size());
        }
    }

    /// To where it really ends, not to where it was announced to.
    private static InputStream tail(Slice slice) throws IOException {
        return new Slice(slice.payload(), slice.offset(), Long.MAX_VALUE).open();
    }

    private interface Sink {
        void add(byte[] bytes, int offset, int length);
    }
}
