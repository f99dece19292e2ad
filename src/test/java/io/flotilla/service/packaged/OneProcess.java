package io.flotilla.service.packaged;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lets one of the processes in which tests run make what all of them use.
public final class OneProcess {

    private OneProcess() {}

    /// What is made there.
    @FunctionalInterface
    public interface Making {

        void run() throws IOException, InterruptedException;
    }

    /// @param directory of what is made; it is created where it is not there
    public static synchronized void in(Path directory, Making making) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        try (FileChannel file = FileChannel.open(
                        directory.resolve("making.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            making.run();
        }
    }
}
