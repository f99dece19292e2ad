package io.flotilla.torture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file system of its own in a file, mounted through a loop device; that needs root. For one thread.
final class LoopDisk implements AutoCloseable {

    /// In the name of each image, before the id of the process whose it is.
    private static final String MARK = "flotilla-power-cut-";

    private static final Pattern OWNED = Pattern.compile("/" + MARK + "(\\d+)-");

    /// XFS wants no less; the file is sparse.
    private static final long BYTES = 320L << 20;

    private final Path image;
    private final Path mountPoint;

    private LoopDisk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /// The kinds of file systems that can be shut down.
    enum Kind {
        EXT4("mkfs.ext4", "-q", "-F"),
        XFS("mkfs.xfs", "-q", "-f");

        private final List<String> command;

        Kind(String... command) {
            this.command = List.of(command);
        }

        /// Why a file system of this kind cannot be made here; empty where it can.
        String hindrance(Path directory) {
            try {
                make(this, directory, "probe").close();
                return "";
            } catch (IOException failure) {
                return "A file system cannot be made and mounted here: " + failure.getMessage();
            }
        }
    }

    /// Makes a file system and mounts it.
    static LoopDisk make(Kind kind, Path directory, String name) throws IOException {
        Path image = directory.resolve(MARK + ProcessHandle.current().pid() + "-" + name);
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        var command = new ArrayList<>(kind.command);
        command.add(image.toString());
        run(command);
        var disk = new LoopDisk(image, Files.createDirectories(directory.resolve(name)));
        disk.mount();
        return disk;
    }

    /// Unmounts what a killed run has left behind.
    static void sweep() throws IOException {
        for (String line : output(List.of("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE"))) {
            Matcher owned = OWNED.matcher(line);
            if (owned.find() && ProcessHandle.of(Long.parseLong(owned.group(1))).isEmpty()) {
                String device = line.strip().split("\\s+")[0];
                attempt(List.of("umount", "-l", device));
                attempt(List.of("losetup", "-d", device));
            }
        }
    }

    Path root() {
        return mountPoint;
    }

    void mount() throws IOException {
        run(List.of("mount", "-o", "loop", image.toString(), mountPoint.toString()));
    }

    /// Brings all that was written so far to the disk.
    void flush() throws IOException {
        run(List.of("sync", "-f", mountPoint.toString()));
    }

    /// Nobody may use it any more.
    void unmount() throws IOException {
        run(List.of("umount", mountPoint.toString()));
    }

    @Override
    public void close() throws IOException {
        if (!attempt(List.of("umount", mountPoint.toString())).isEmpty()) {
            attempt(List.of("umount", "-l", mountPoint.toString()));
        }
        Files.deleteIfExists(image);
    }

    private static void run(List<String> command) throws IOException {
        String failure = attempt(command);
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
    }

    /// What went wrong; empty where nothing did.
    private static String attempt(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.onExit().join().exitValue();
        return code == 0 ? "" : String.join(" ", command) + " ended with " + code + ": " + said;
    }

    private static List<String> output(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
