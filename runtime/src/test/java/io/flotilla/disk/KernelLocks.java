package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The locks of a file in the kernel's own table.
public record KernelLocks(List<String> lines) {

    /// The locks that a process has on a file now, as `type access from to`, in order.
    public static KernelLocks of(Path file, long pid) throws IOException {
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
