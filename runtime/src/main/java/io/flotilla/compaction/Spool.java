package io.flotilla.compaction;

import io.flotilla.spi.Payload;
import java.io.IOException;

/// Where bytes wait whose number is not known before. Safe for use by several threads.
public interface Spool {

    /// Room for one file, empty at first. The caller closes it.
    Room begin();

    /// Room for one file. For use by one thread.
    interface Room extends AutoCloseable {

        /// Adds the first `length` bytes; false where there is no room for them. Then the file is of no use any
        /// more.
        boolean add(byte[] bytes, int length);

        /// What was added. It may be opened until the room is closed. Nothing is added after it.
        Payload content() throws IOException;

        /// Gives the room back. A second call does nothing.
        @Override
        void close() throws IOException;
    }
}
