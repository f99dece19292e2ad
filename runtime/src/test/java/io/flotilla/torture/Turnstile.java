package io.flotilla.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lets one process at a time through to change a database and to note what came of it. It is outside of the
/// database, and SQLite knows nothing of it: opening, closing, reading and checkpoints go past it. For one thread.
final class Turnstile implements AutoCloseable {

    private static final byte INSIDE = 1;
    private static final byte OUTSIDE = 2;

    private final FileChannel file;

    private Turnstile(FileChannel file) {
        this.file = file;
    }

    static Turnstile open(Path path) throws IOException {
        return new Turnstile(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// What is done inside. It is told whether the last one inside left in order, and was not killed there.
    interface Inside {
        void run(boolean inOrder) throws Exception;
    }

    /// Waits for its turn, goes through, and leaves. One who is killed, or throws, is not seen leaving.
    void pass(Inside inside) throws Exception {
        try (FileLock held = file.lock()) {
            ByteBuffer mark = ByteBuffer.allocate(1);
            boolean inOrder = file.read(mark, 0) < 1 || mark.get(0) == OUTSIDE;
            mark(INSIDE);
            inside.run(inOrder);
            mark(OUTSIDE);
        }
    }

    private void mark(byte value) throws IOException {
        file.write(ByteBuffer.wrap(new byte[] {value}), 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
