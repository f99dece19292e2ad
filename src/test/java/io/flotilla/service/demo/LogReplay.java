package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// An independent model of what a restore has to give: the database with the committed frames of its log laid over
/// it, by hand and without SQLite (SQLite file format, section 4). It expects a quiet and sound log.
final class LogReplay {

    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;

    private LogReplay() {}

    static void replay(Path database, Path output) throws IOException {
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(Reference.log(database)));
        int pageBytes = log.getInt(8);
        long salts = log.getLong(16);
        Map<Integer, ByteBuffer> pending = new TreeMap<>();
        Map<Integer, ByteBuffer> committed = new TreeMap<>();
        int pages = 0;
        int frameBytes = FRAME_HEADER_BYTES + pageBytes;
        for (int at = HEADER_BYTES; at + frameBytes <= log.limit() && log.getLong(at + 8) == salts; at += frameBytes) {
            pending.put(log.getInt(at), log.slice(at + FRAME_HEADER_BYTES, pageBytes));
            if (log.getInt(at + 4) != 0) {
                pages = log.getInt(at + 4);
                committed.putAll(pending);
                pending.clear();
            }
        }
        byte[] image = Arrays.copyOf(Files.readAllBytes(database), pages * pageBytes);
        int size = pages;
        committed.forEach((number, page) -> {
            if (number <= size) {
                page.get(0, image, (number - 1) * pageBytes, pageBytes);
            }
        });
        Files.write(output, image);
    }
}
