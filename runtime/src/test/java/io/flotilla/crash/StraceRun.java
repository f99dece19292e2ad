package io.flotilla.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/// `strace` on a process that runs already, so that it counts from here on. It counts the calls of each thread on
/// its own: the first thread that reaches a number meets what is injected there.
final class StraceRun {

    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)");
    private static final String KILLED = "+++ killed by SIGKILL +++";
    private static final String INJECTED = "(INJECTED)";

    private final Process process;
    private final Path output;

    private StraceRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// Skips a test, and says why, where there can be no run on this machine.
    static void assumeUsable() {
        Optional<String> hindrance = hindrance();
        Assumptions.assumeTrue(hindrance.isEmpty(), () -> hindrance.orElse(""));
    }

    private static Optional<String> hindrance() {
        try {
            Process version = new ProcessBuilder("strace", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor() == 0 ? Optional.empty() : Optional.of("strace --version fails");
        } catch (IOException absent) {
            return Optional.of("there is no strace: install it to run this test");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /// Calls as a set for `trace=`; those that this architecture does not have are passed over.
    static String set(List<String> calls) {
        return calls.stream().map(call -> "?" + call).collect(Collectors.joining(","));
    }

    /// Attaches to all threads of a process, and those that it starts from now on; returns when it has.
    static StraceRun attach(long pid, Path output, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-o", output.toString()));
        command.addAll(options);
        command.addAll(List.of("-p", Long.toString(pid)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains(" attached")) {
                return new StraceRun(process, output);
            }
            throw new IOException("strace: " + line);
        }
        throw new IOException("strace ended: " + command);
    }

    /// Leaves the traced process to itself.
    void detach() {
        process.destroy();
    }

    /// Waits for the end of the traced process, or until that is left, and gives what was traced.
    Trace end() throws IOException, InterruptedException {
        process.waitFor();
        return new Trace(Files.readAllLines(output, ISO_8859_1));
    }

    /// What was written about the calls.
    record Trace(List<String> lines) {

        boolean isKilled() {
            return lines.stream().anyMatch(line -> line.endsWith(KILLED));
        }

        /// The call at which the process was killed: the last one that did not end.
        String lastCall() {
            String last = "";
            for (String line : lines) {
                if (CALL.matcher(line).matches()) {
                    last = line;
                }
            }
            return last.replaceFirst("^\\d+ +", "");
        }

        /// The calls that failed because they were told to.
        List<String> injected() {
            return lines.stream().filter(line -> line.contains(INJECTED)).toList();
        }

        /// How often each kind of call was made, by the thread that made it most often.
        Map<String, Integer> most() {
            Map<String, Map<String, Integer>> counts = new HashMap<>();
            for (String line : lines) {
                Matcher call = CALL.matcher(line);
                if (call.matches()) {
                    counts.computeIfAbsent(call.group(2), name -> new HashMap<>())
                            .merge(call.group(1), 1, Integer::sum);
                }
            }
            Map<String, Integer> most = new HashMap<>();
            counts.forEach((name, threads) -> most.put(
                    name,
                    threads.values().stream().mapToInt(Integer::intValue).max().orElse(0)));
            return most;
        }
    }
}
