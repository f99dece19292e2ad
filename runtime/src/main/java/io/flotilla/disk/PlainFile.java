package io.flotilla.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// A file that is open in the common table of descriptors, for its locks alone. For use by one thread at a time.
record PlainFile(Path path, int descriptor) implements LockableFile {

    static PlainFile open(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativePath name = NativePath.of(path, arena);
            return new PlainFile(path, Math.toIntExact(name.checked("open", new Libc(arena).open(name.address()))));
        }
    }

    @Override
    public long ask(LockCall call) throws IOException {
        return NativePath.checked(path, "lock", call.runHere(descriptor));
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = new Libc(arena).close(descriptor);
        }
    }
}
