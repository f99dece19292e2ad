package io.flotilla.ltx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Puts an LTX file together piece by piece with a right file checksum, whatever rule the pieces break.
final class RawLtx {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream index = new ByteArrayOutputStream();
    private final Crc64 checksum = new Crc64();
    private boolean markWritten;

    RawLtx(byte[] header) {
        hashed(header);
    }

    RawLtx(LtxHeader header) {
        this(bytesOf(header));
    }

    static byte[] bytesOf(LtxHeader header) {
        var bytes = ByteBuffer.allocate(LtxHeader.BYTES);
        header.write(bytes);
        return bytes.array();
    }

    /// A well-formed frame and its index entry.
    RawLtx page(FrameEncoding encoding, int number, byte[] page) {
        var frames = new FrameWriter(page.length, encoding);
        int length = frames.pack(number, page, checksum);
        entry(number, out.size(), length);
        out.write(frames.frame(), 0, length);
        return this;
    }

    /// A frame as given, of which the first bytes and the page count for the checksum, and its index entry.
    RawLtx frame(int number, byte[] frame, int hashedBytes, byte[] page) {
        entry(number, out.size(), frame.length);
        checksum.update(frame, 0, hashedBytes);
        checksum.update(page);
        out.writeBytes(frame);
        return this;
    }

    /// A block frame around a payload.
    RawLtx block(int number, int statedLength, byte[] payload, byte[] page) {
        byte[] frame = ByteBuffer.allocate(10 + payload.length)
                .putInt(number)
                .putShort((short) 1)
                .putInt(statedLength)
                .put(payload)
                .array();
        return frame(number, frame, 10, page);
    }

    /// Forgets all index entries so far.
    RawLtx withoutIndex() {
        index.reset();
        return this;
    }

    RawLtx entry(long number, long offset, long length) {
        var entry = ByteBuffer.allocate(30);
        Varint.write(entry, number);
        Varint.write(entry, offset);
        Varint.write(entry, length);
        return indexBytes(Arrays.copyOf(entry.array(), entry.position()));
    }

    RawLtx indexBytes(byte... bytes) {
        index.writeBytes(bytes);
        return this;
    }

    RawLtx mark(byte... bytes) {
        hashed(bytes);
        markWritten = true;
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] end() {
        return end(0, 0);
    }

    byte[] end(long postApply, int indexLengthError) {
        if (!markWritten) {
            mark(new byte[6]);
        }
        index.write(0);
        hashed(index.toByteArray());
        hashed(longBytes(index.size() + indexLengthError));
        hashed(longBytes(postApply));
        out.writeBytes(longBytes(checksum.checksum()));
        return out.toByteArray();
    }

    private void hashed(byte[] bytes) {
        checksum.update(bytes);
        out.writeBytes(bytes);
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
