package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Counts the lines of a growing file, reading each byte once. Used by one thread.
final class LineCount {

    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private long offset;
    private long lines;

    LineCount(Path file) {
        this.file = file;
    }

    /// The complete lines that are there now; none, while there is no file.
    long lines() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear(), offset) > 0) {
                buffer.flip();
                offset += buffer.remaining();
                while (buffer.hasRemaining()) {
                    lines += buffer.get() == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }
}
