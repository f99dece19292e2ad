package io.flotilla.service.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.service.demo.Footprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A replicator in a process of its own, started like this program was. For use by one thread, [#close()] by any.
final class EngineProcess implements AutoCloseable {

    private static final long END_SECONDS = 60;
    private static final long PAUSE_MILLIS = 50;
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

    private final Process process;
    private final BufferedReader answers;
    private final Written files;
    private final Instant started;

    /// The files that the process writes.
    record Written(Path acknowledged, Path found, Path log) {

        static Written of(Path prefix) {
            return new Written(Path.of(prefix + ".acknowledged"), Path.of(prefix + ".found"), Path.of(prefix + ".log"));
        }
    }

    private EngineProcess(Process process, Written files, Instant started) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        this.files = files;
        this.started = started;
    }

    /// The command of this process up to its own arguments: the same Java, options and program.
    ///
    /// @throws IOException where it was not started as a program, for instance in a test
    static List<String> program() throws IOException {
        List<String> words =
                List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1));
        int jar = words.indexOf("-jar");
        if (jar < 0) {
            throw new IOException("The benchmark runs as a packaged program: ./flotilla bench fleet");
        }
        return words.subList(0, jar + 2);
    }

    /// Checks at the beginning that there is what is needed at the end.
    ///
    /// @throws IOException where this Java has no `jcmd`, since it is no JDK
    static void checkTools() throws IOException {
        if (!Files.isExecutable(jcmd())) {
            throw new IOException("The benchmark measures the heap with jcmd, and there is no " + jcmd()
                    + ": start it with a whole JDK, by JAVA_HOME");
        }
    }

    private static Path jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd");
    }

    static EngineProcess start(BenchPlace place, Path prefix, List<String> options, InstantSource clock)
            throws IOException {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of("bench", "engine"));
        command.addAll(List.of(
                place.source().toString(),
                place.target().toString(),
                place.state().toString(),
                prefix.toString()));
        command.addAll(options);
        Written files = Written.of(prefix);
        Instant started = clock.instant();
        Process process =
                new ProcessBuilder(command).redirectError(files.log().toFile()).start();
        return new EngineProcess(process, files, started);
    }

    Instant started() {
        return started;
    }

    Written files() {
        return files;
    }

    /// How it stands, by the names of the hidden command `bench engine`.
    Numbers state() throws IOException {
        return numbers("state");
    }

    /// How many databases have a copy; each is asked for it.
    long copied() throws IOException {
        return numbers("copied").of("copied");
    }

    /// Tells the process to do something, and waits until it has.
    void tell(String what) throws IOException {
        String _ = ask(what);
    }

    private Numbers numbers(String question) throws IOException {
        return Numbers.parse(ask(question));
    }

    private String ask(String question) throws IOException {
        process.getOutputStream().write((question + '\n').getBytes(UTF_8));
        process.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The replicator ended:\n" + Files.readString(files.log()));
        }
        return answer;
    }

    /// Asks until it stands so.
    ///
    /// @return whether it did within this time
    boolean await(Question question, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Numbers state = state();
        while (!question.isAnswered(state)) {
            if (System.nanoTime() > end || state.of("ended") == 1) {
                return false;
            }
            boolean _ = process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            state = state();
        }
        return true;
    }

    /// What is waited for.
    interface Question {

        boolean isAnswered(Numbers state);
    }

    /// The processor time that it has taken, user and system.
    ///
    /// @throws IOException where it has ended
    Duration processorTime() throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("The system does not say what the replicator takes"));
    }

    Footprint footprint() {
        return Footprint.of(Path.of("/proc/" + process.pid()));
    }

    /// The bytes of all objects that a full collection leaves, by the JDK's `jcmd`: what is made meanwhile does not
    /// count.
    ///
    /// @throws IOException where `jcmd` fails, or says something unknown
    long liveHeap() throws IOException, InterruptedException {
        Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
        if (!total.find()) {
            throw new IOException("jcmd GC.class_histogram names no total");
        }
        return Long.parseLong(total.group(1));
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(jcmd().toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        int exitCode = jcmd.waitFor();
        if (exitCode != 0) {
            throw new IOException("jcmd " + command + " failed: " + said);
        }
        return said;
    }

    /// Ends it with a last sync.
    void stop() throws IOException, InterruptedException {
        tell("stop");
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("The replicator did not end within " + END_SECONDS + " s");
        }
    }

    /// Kills it where it still runs.
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
