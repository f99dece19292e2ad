package io.flotilla.disk;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;

/// A file system of its own at a directory, for as long as it is open. Only root mounts one; elsewhere the test is
/// skipped and says so.
public record Mount(Path at) implements AutoCloseable {

    /// A file system in memory.
    public static Mount tmpfs(Path at, String options) throws IOException, InterruptedException {
        assumeThat(System.getProperty("user.name")).as("only root mounts").isEqualTo("root");
        assumeThat(command("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()))
                .as("mounts are allowed here")
                .isZero();
        return new Mount(at);
    }

    /// A directory again, through FUSE.
    public static Mount fuse(Path directory, Path at) throws IOException, InterruptedException {
        int exitCode;
        try {
            exitCode = command("bindfs", "--no-allow-other", directory.toString(), at.toString());
        } catch (IOException notInstalled) {
            exitCode = -1;
        }
        assumeThat(exitCode).as("bindfs is installed and may mount").isZero();
        return new Mount(at);
    }

    /// Mounts it anew with these options.
    public void remount(String options) throws IOException, InterruptedException {
        if (command("mount", "-o", "remount," + options, at.toString()) != 0) {
            throw new IOException("Not remounted: " + at);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        command("umount", "-l", at.toString());
    }

    private static int command(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }
}
