package io.flotilla.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;

/// A file that is open on a bare descriptor, so that it can have locks. For use by one thread at a time.
interface LockableFile extends Closeable {

    /// Calls on the locks of a file: a result, or a negative `errno`. Makes nothing but such calls, since it may run
    /// on a [DescriptorThread], and is to be rehearsed there.
    @FunctionalInterface
    interface LockCall {

        long run(OfdLocks locks, int descriptor);

        /// Runs it on the calling thread.
        default long runHere(int descriptor) {
            try (Arena arena = Arena.ofConfined()) {
                return run(new OfdLocks(new Libc(arena), arena), descriptor);
            }
        }
    }

    /// Makes a call where the file is open, and gives its result.
    ///
    /// @throws IOException where that is an `errno`
    long ask(LockCall call) throws IOException;
}
