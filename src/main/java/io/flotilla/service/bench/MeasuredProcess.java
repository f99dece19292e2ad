package io.flotilla.service.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that runs to its end, and what it took.
///
/// @param time from its start to its end
/// @param processor user and system
/// @param residentBytes the most memory that was seen in use, looked at every 20 ms
record MeasuredProcess(Duration time, Duration processor, long residentBytes) {

    private static final long LOOK_MILLIS = 20;
    private static final int TICKS_A_SECOND = 100;
    private static final int CHILDREN_USER = 13;

    /// Runs a command; what it says goes into a file.
    ///
    /// @throws IOException where it fails, with what it said
    static MeasuredProcess run(List<String> command, Path output) throws IOException, InterruptedException {
        Duration before = ofChildren();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        long most = 0;
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                most = Math.max(most, peak(process.pid()));
            }
        } finally {
            process.destroyForcibly();
        }
        var time = Duration.ofNanos(System.nanoTime() - start);
        if (process.exitValue() != 0) {
            List<String> said = Files.readAllLines(output);
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": "
                    + String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size())));
        }
        return new MeasuredProcess(time, ofChildren().minus(before), most);
    }

    /// The kernel keeps the highest value itself, so that a look late is a look at all that was before.
    private static long peak(long process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }

    /// The processor time of all processes that this one has started and waited for.
    private static Duration ofChildren() throws IOException {
        String line = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]);
        return Duration.ofMillis(ticks * 1000 / TICKS_A_SECOND);
    }
}
