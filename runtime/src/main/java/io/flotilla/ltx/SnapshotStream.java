package io.flotilla.ltx;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of a snapshot, made from a file that holds the whole database: the same pages at the same time,
/// from TXID 1 on.
///
/// The file is verified on the way, and the snapshot ends only where it held. Memory: a few pages, and eight
/// bytes for each page. For use by one thread.
public final class SnapshotStream extends FilterInputStream {

    private SnapshotStream(LtxStream bytes) {
        super(bytes);
    }

    /// Takes over the stream of the whole file. When that fails the stream is closed.
    ///
    /// @throws LtxException when it is no sound file, or keeps checksums of the database, which we never write
    public static SnapshotStream of(InputStream whole) throws IOException {
        LtxReader file = LtxReader.open(whole);
        try {
            boolean onPage = file.next();
            return new SnapshotStream(LtxStream.begun(file, onPage, header(file.header()), file.encoding()));
        } catch (IllegalArgumentException unlike) {
            try (file) {
                throw new LtxException("this file makes no snapshot: " + unlike.getMessage());
            }
        } catch (IOException failure) {
            try (file) {
                throw failure;
            }
        }
    }

    /// The header of the snapshot that is made from the file with this header.
    public static LtxHeader header(LtxHeader whole) {
        return whole.withRange(new TxIdRange(TxId.FIRST, whole.range().max()));
    }
}
