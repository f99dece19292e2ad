package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The locks of a file in the kernel's own table.
public record KernelLocks(List<String> lines) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// The locks that a process has on a file now, as `type access from to`, in order. The kernel gives its
    /// table piece by piece: where others change it meanwhile a line may be missing, or be there twice.
    public static KernelLocks of(Path file, long pid) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        KernelLocks before = read(file, pid);
        KernelLocks now = read(file, pid);
        while (!now.equals(before)) {
            if (System.nanoTime() > end) {
                throw new IOException("The locks on " + file + " never stay as they are: " + now);
            }
            before = now;
            now = read(file, pid);
        }
        return now;
    }

    private static KernelLocks read(Path file, long pid) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino");
        return new KernelLocks(Files.readAllLines(Path.of("/proc/locks")).stream()
                .map(line -> line.split("\\s+"))
                .filter(words -> words[4].equals(Long.toString(pid)) && words[5].endsWith(inode))
                .map(words -> String.join(" ", words[1], words[3], words[6], words[7]))
                .sorted()
                .toList());
    }

    /// The locks that this process has on a file now.
    public static KernelLocks of(Path file) throws IOException {
        return of(file, ProcessHandle.current().pid());
    }
}
