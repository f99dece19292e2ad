package io.flotilla.service.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The processor time that a process has taken, user and system, by `/proc` (proc(5), `stat`).
final class ProcessClock {

    /// Clock ticks a second, as every Linux tells programs.
    private static final long TICKS = 100;

    private static final int USER_TIME = 11;

    private ProcessClock() {}

    static Duration of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name in parentheses may hold blanks; the state is what follows.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
        return Duration.ofMillis(ticks * 1000 / TICKS);
    }
}
