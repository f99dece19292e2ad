package io.flotilla.plugins.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Optional;

/// How one batch is made to survive a power cut: first its contents, then, when they have their names, the
/// directories that hold the names.
///
/// A small batch has an fsync for each file and for each directory between it and the root; it waits for its own
/// data only. A larger one has two `syncfs` (and an `open` and a `close`), whatever its size; they write all that
/// waits on the file system, also other people's data, but once. It begins with a descriptor of its own, because
/// the kernel reports a write error to each descriptor once, and only an error since it was opened.
interface Durability extends AutoCloseable {

    /// From this size on a batch has `syncfs`. Measured on ext4 with 16 KiB objects: it takes no longer than three
    /// or four fsyncs, and from 4 objects on it was four to eight times faster than those.
    int LARGE_BATCH = 4;

    /// How a batch of this size is made durable, on its way from now on.
    static Durability begin(Path root, int size, Optional<Kernel> kernel) throws IOException {
        if (kernel.isPresent() && size >= LARGE_BATCH) {
            return new Together(kernel.get().openToRead(root));
        }
        return new Each();
    }

    /// A file has been written, times included, and is about to be closed.
    void written(FileChannel file) throws IOException;

    /// All files have been written.
    void contents() throws IOException;

    /// All names in these directories have been changed.
    void directories(Collection<Path> changed) throws IOException;

    @Override
    default void close() throws IOException {}

    /// One fsync for each file and directory.
    record Each() implements Durability {

        @Override
        public void written(FileChannel file) throws IOException {
            file.force(true);
        }

        @Override
        public void contents() {}

        @Override
        public void directories(Collection<Path> changed) throws IOException {
            for (Path directory : changed) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }

    /// One `syncfs` for all files and one for all directories.
    record Together(Kernel.Descriptor root) implements Durability {

        @Override
        public void written(FileChannel file) {}

        @Override
        public void contents() throws IOException {
            root.syncFileSystem();
        }

        @Override
        public void directories(Collection<Path> changed) throws IOException {
            root.syncFileSystem();
        }

        @Override
        public void close() throws IOException {
            root.close();
        }
    }

    /// Leaves it to the operating system.
    record None() implements Durability {

        @Override
        public void written(FileChannel file) {}

        @Override
        public void contents() {}

        @Override
        public void directories(Collection<Path> changed) {}
    }
}
