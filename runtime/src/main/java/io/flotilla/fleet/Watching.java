package io.flotilla.fleet;

import io.flotilla.discovery.Directories;
import io.flotilla.disk.DirectoryWatcher;
import io.flotilla.disk.WatchLimitException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Which directories are watched: all that are known, from when [#begin] is called to [#end]. Safe for use by
/// several threads.
final class Watching {

    private final Directories directories;

    /// Reasons that were said.
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private volatile DirectoryWatcher watcher = DirectoryWatcher.NONE;
    private volatile Consumer<String> missed = why -> {};
    private volatile boolean isWhole;

    /// Whether no more watches are allowed. That is asked once in a sweep, not for each directory.
    private volatile boolean isFull;

    Watching(Directories directories) {
        this.directories = directories;
    }

    /// From now on directories are watched as they are met. What happened before has to be looked for. Begins at the
    /// end: a sweep that runs meanwhile watches from the front on.
    ///
    /// @param onMissed hears once for each reason why something may be missed
    void begin(DirectoryWatcher opened, Consumer<String> onMissed) {
        missed = onMissed;
        watcher = opened;
        for (int directory = directories.size(); directory > 0; directory--) {
            if (directories.watch(directory) == 0) {
                watchKnown(directory);
            }
        }
    }

    /// Watches a directory, unless it is not known any more.
    void watchKnown(int directory) {
        directories.path(directory).ifPresent(path -> watch(directory, path));
    }

    /// Nothing is watched any more.
    void end() {
        watcher = DirectoryWatcher.NONE;
        isWhole = false;
        missed = why -> {};
        for (int directory = 1; directory <= directories.size(); directory++) {
            directories.setWatch(directory, 0);
        }
    }

    boolean isOn() {
        return watcher != DirectoryWatcher.NONE;
    }

    /// Whether everything that is known is watched, and was looked at since.
    boolean isWhole() {
        return isWhole;
    }

    /// Notes that everything was looked at, and whether what happens there is told from before on.
    void swept(boolean isEachTold) {
        isWhole = isEachTold;
        isFull = false;
    }

    /// Watches a directory, and goes on with the next one where that cannot be done.
    void watch(int directory, Path path) {
        int before = directories.watch(directory);
        boolean isHopeless = isFull && before == 0;
        if (!isOn() || isHopeless) {
            return;
        }
        try {
            int number = watcher.watch(path);
            directories.setWatch(directory, number);
            if (before != 0 && before != number) {
                watcher.unwatch(before);
            }
        } catch (WatchLimitException limit) {
            unwatch(directory);
            isWhole = false;
            isFull = true;
            mayMiss(String.valueOf(limit.getMessage()));
        } catch (IOException vanishedOrRefused) {
            unwatch(directory);
            isWhole = false;
        }
    }

    /// Ends the watch of a directory that is not where it was.
    void unwatch(int directory) {
        int number = directories.watch(directory);
        if (number != 0) {
            directories.setWatch(directory, 0);
            watcher.unwatch(number);
        }
    }

    /// Ends a watch that is no directory's.
    void unwatchStranger(int number) {
        watcher.unwatch(number);
    }

    private void mayMiss(String why) {
        if (said.add(why)) {
            missed.accept(why);
        }
    }
}
