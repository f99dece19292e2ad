package io.flotilla.capture;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes changed pages as one LTX file. Each page is read once more here, and must be what it was.
final class LtxEncoding {

    private final Scratch scratch;
    private final FrameEncoding encoding;

    LtxEncoding(Scratch scratch, FrameEncoding encoding) {
        this.scratch = scratch;
        this.encoding = encoding;
    }

    Scratch.Content encode(LtxHeader header, Changes changes) throws IOException {
        Scratch.Writing out = scratch.begin();
        boolean done = false;
        try {
            write(header, changes, out);
            Scratch.Content content = out.content();
            done = true;
            return content;
        } finally {
            if (!done) {
                out.discard();
            }
        }
    }

    private void write(LtxHeader header, Changes changes, Scratch.Writing out) throws IOException {
        var writer = new LtxWriter(out, header, encoding);
        byte[] page = new byte[changes.pageSize()];
        for (int i = 0; i < changes.pages().length; i++) {
            changes.reader().read(i, page);
            writer.page(changes.pages()[i], ByteBuffer.wrap(page));
        }
        writer.finish();
    }
}
