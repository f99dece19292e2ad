package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// Tells what happens to names and contents in directories, not in those below them. Reading tells nothing.
///
/// Events are read by one thread; everything else is safe for use by several.
public interface DirectoryWatcher extends AutoCloseable {

    /// A watcher that never tells anything.
    DirectoryWatcher NONE = new DirectoryWatcher() {
        @Override
        public int watch(Path directory) {
            return 0;
        }

        @Override
        public void unwatch(int watch) {}

        @Override
        public int read(Duration atMost, Consumer<DirectoryEvent> events) {
            return 0;
        }

        @Override
        public void close() {}
    };

    /// Watches a directory from now on. One that is watched by now, whatever its path was then, keeps its
    /// number.
    ///
    /// @return the number of the watch, at least 1; 0 where nothing will be told
    /// @throws WatchLimitException where no more are allowed
    /// @throws IOException where it is no directory, is not there, or cannot be read
    int watch(Path directory) throws IOException;

    /// Ends a watch. One that ended by itself is passed over.
    void unwatch(int watch);

    /// Hands over what happened since the last call, in its order, and gives how much that was. Waits where
    /// nothing did.
    int read(Duration atMost, Consumer<DirectoryEvent> events) throws IOException;

    @Override
    void close();
}
