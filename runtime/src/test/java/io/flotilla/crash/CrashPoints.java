package io.flotilla.crash;

import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Kills the engine at its N-th system call of a kind, starts it again, and looks for what was acknowledged and is
/// lost.
final class CrashPoints implements AutoCloseable {

    /// Every kind of call that changes something: files, names, locks, descriptors.
    static final List<String> CHANGING = List.of(
            "write",
            "pwrite64",
            "writev",
            "pwritev",
            "fsync",
            "fdatasync",
            "syncfs",
            "sync_file_range",
            "rename",
            "renameat",
            "renameat2",
            "link",
            "linkat",
            "symlink",
            "symlinkat",
            "unlink",
            "unlinkat",
            "rmdir",
            "mkdir",
            "mkdirat",
            "ftruncate",
            "truncate",
            "fallocate",
            "open",
            "openat",
            "creat",
            "close",
            "fcntl",
            "flock",
            "utimensat",
            "utimes",
            "futimesat",
            "fchmod",
            "chmod",
            "mmap",
            "munmap");

    /// Those between which one may be killed as well.
    static final List<String> READING = List.of(
            "read",
            "pread64",
            "readv",
            "lseek",
            "stat",
            "lstat",
            "fstat",
            "newfstatat",
            "statx",
            "access",
            "faccessat",
            "readlink",
            "readlinkat",
            "getdents64",
            "geteuid");

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int AHEAD = 1;

    private final SqliteProcess writer;
    private final Engines engines;
    private final Golden golden;

    CrashPoints(EngineJvm jvm, Path directory) throws IOException {
        this.writer = SqliteProcess.start();
        this.engines = new Engines(jvm, directory, AHEAD);
        this.golden = new Golden(writer, directory);
    }

    /// Where to kill: at the N-th call of a kind that one thread makes.
    record Point(String scenario, String call, int number) {

        @Override
        public String toString() {
            return scenario + " " + call + " " + number;
        }
    }

    /// What came of one point.
    ///
    /// @param fired whether the kill happened; otherwise the engine came to its end
    /// @param at the call at which it died
    /// @param acknowledged how many acknowledgements were checked
    record Result(Point point, boolean fired, String at, int acknowledged, List<String> faults) {}

    /// How often each kind of call is made in a run of a scenario, by the thread that makes it most often.
    Map<String, Integer> count(Scenario scenario) throws IOException, InterruptedException {
        EngineLife engine = engines.next(1);
        var application = new Application(writer, engine.directory().resolve("source"), Application.Observer.NONE);
        try {
            Attempt.Ended ended = new Attempt(scenario, engine, application, PATIENCE)
                    .run(List.of("-e", "trace=" + StraceRun.set(CHANGING) + "," + StraceRun.set(READING)));
            if (ended.exit() != 0) {
                throw new IOException("Without any kill the engine ended with " + ended.exit() + ": " + ended.lines());
            }
            return ended.calls().most();
        } finally {
            application.close();
            engine.kill();
            Scenarios.remove(engine.directory());
        }
    }

    /// Tries one point. Where something is wrong the directory stays.
    Result attempt(Scenario scenario, Point point) throws IOException, InterruptedException {
        States states = golden.of(scenario);
        EngineLife engine = engines.next(1);
        var application = new Application(writer, engine.directory().resolve("source"), Application.Observer.NONE);
        boolean isFine = false;
        try {
            var attempt = new Attempt(scenario, engine, application, PATIENCE);
            Attempt.Ended ended = attempt.run(List.of(
                    "-e",
                    "trace=" + point.call(),
                    "-e",
                    "inject=" + point.call() + ":signal=KILL:when=" + point.number()));
            List<String> faults = new ArrayList<>();
            if (!ended.isKilled() && ended.exit() != 0) {
                faults.add("ended by itself with " + ended.exit() + ": " + ended.lines());
            }
            List<AcknowledgedRecord> acknowledged = new ArrayList<>(ended.acknowledged());
            HereSteering.Result rest = attempt.goOn(ended.steps(), point.number() % 2 == 1);
            acknowledged.addAll(rest.acknowledged());
            faults.addAll(new Verdict(engine.directory(), states).replicas(acknowledged));
            faults.addAll(new Verdict(engine.directory(), states)
                    .isAtRest(rest.summary().problems()));
            isFine = faults.isEmpty();
            return new Result(point, ended.isKilled(), ended.calls().lastCall(), acknowledged.size(), faults);
        } finally {
            application.close();
            engine.kill();
            if (isFine) {
                Scenarios.remove(engine.directory());
            }
        }
    }

    @Override
    public void close() {
        engines.close();
        writer.close();
    }
}
