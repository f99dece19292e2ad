package io.flotilla.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file, for reading at any offset. For use by one thread at a time.
public interface SourceFile extends Closeable {

    /// The length in bytes at the moment of the call. One system call.
    long size() throws IOException;

    /// Reads at an offset until the buffer is full or the file ends, and gives the number of bytes read: 0 at
    /// or behind the end.
    int read(ByteBuffer into, long offset) throws IOException;
}
