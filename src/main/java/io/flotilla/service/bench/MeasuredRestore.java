package io.flotilla.service.bench;

import io.flotilla.service.demo.Amounts;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A restore in a process of its own, by Flotilla or by Litestream, and what is said of it.
final class MeasuredRestore {

    private static final long MOST_RESIDENT = 300_000_000;

    private MeasuredRestore() {}

    static OpenTarget open(String target) throws IOException {
        return Targets.installed().open(TargetUrl.parse(target));
    }

    static MeasuredProcess run(Path place, List<String> command) throws IOException, InterruptedException {
        return MeasuredProcess.run(command, place.resolve("said"));
    }

    /// With the options of Java that the launcher gives it: a restore of one database has both compilers.
    static List<String> command(List<String> program, String... words) {
        List<String> command = new ArrayList<>(program);
        boolean isOfOne = words[0].equals("restore") && !List.of(words).contains("--all");
        if (!isOfOne) {
            command.add(command.indexOf("-jar"), "-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of(words));
        return command;
    }

    static List<String> litestream(Path program, String replica, Path output) {
        return List.of(program.toString(), "restore", "-o", output.toString(), replica);
    }

    static void compare(Path expected, Path restored) throws IOException {
        if (Files.mismatch(expected, restored) >= 0) {
            throw new IOException(restored + " is not what its replica was made of");
        }
    }

    static Figure memory(MeasuredProcess process) {
        return Figure.of(
                "  memory",
                "≤ 300 MB",
                Amounts.megabytes(process.residentBytes()),
                process.residentBytes() <= MOST_RESIDENT,
                "VmHWM of the process");
    }

    static double rate(int count, Duration time) {
        return count * 1e9 / Math.max(1, time.toNanos());
    }

    static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
