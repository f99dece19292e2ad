package io.flotilla.service.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program under test, as a user starts it: a command to which arguments are added.
public record Program(List<String> command, Path log) {

    private static final int PATIENCE_MINUTES = 10;

    public Program {
        command = List.copyOf(command);
    }

    /// How a run ended, and what it printed on standard output and on standard error.
    public record Ended(int exitCode, String output, String error) {}

    /// Flotilla as `mvn package` made it, or the one that `-Dflotilla.program="COMMAND"` names.
    public static Program flotilla(Path log) {
        String named = System.getProperty("flotilla.program", "");
        return new Program(named.isEmpty() ? packaged() : List.of(named.split(" ")), log);
    }

    private static List<String> packaged() {
        Path jar = Path.of(System.getProperty("flotilla.jar", "target/flotilla.jar"));
        assertThat(Files.exists(jar)).as("%s, which `mvn package` makes", jar).isTrue();
        var command = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED"));
        List<String> program = List.of("-jar", jar.toAbsolutePath().toString());
        command.addAll(List.of("-Xlog:disable", "-XX:AOTCache=" + loadedClasses(jar, command, program)));
        command.addAll(program);
        return command;
    }

    /// A cache of loaded classes, as the launcher has one: a start takes a third of the time. Made for each new jar.
    private static Path loadedClasses(Path jar, List<String> java, List<String> program) {
        Path cache = jar.resolveSibling("tested.aot").toAbsolutePath();
        try {
            OneProcess.in(cache.getParent(), () -> {
                if (!isOfThis(cache, jar)) {
                    train(cache, java, program);
                }
            });
            return cache;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static boolean isOfThis(Path cache, Path jar) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void train(Path cache, List<String> java, List<String> program)
            throws IOException, InterruptedException {
        var training = new ArrayList<>(java);
        training.add("-XX:AOTCacheOutput=" + cache);
        training.addAll(program);
        training.add("version");
        Process made = new ProcessBuilder(training)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).as("exit code of the training run").isZero();
    }

    /// The Java that runs this test.
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// The same with an option of Java, where this is Java's own command.
    public Program withJava(String option) {
        var other = new ArrayList<>(command);
        other.add(Math.max(0, command.indexOf("-jar")), option);
        return command.contains("-jar") ? new Program(other, log) : this;
    }

    /// Starts it and leaves it running; what it says is added to the log.
    public Process start(String... arguments) throws IOException {
        return builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /// Runs it to its end, which has to be a good one, and returns what it printed.
    public String run(String... arguments) throws IOException, InterruptedException {
        Ended ended = attempt(arguments);
        assertThat(ended.exitCode())
                .as("exit code of %s, which said:%n%s%n%s", List.of(arguments), ended.output(), said())
                .isZero();
        return ended.output();
    }

    /// Runs it to its end, be it a good one or not.
    public Ended attempt(String... arguments) throws IOException, InterruptedException {
        Path directory = log.toAbsolutePath().getParent();
        Path output = Files.createTempFile(directory, "output", ".txt");
        Path error = Files.createTempFile(directory, "error", ".txt");
        Process process = builder(arguments)
                .redirectError(error.toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("%s ended within %s minutes", List.of(arguments), PATIENCE_MINUTES)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = readAndDelete(error);
        Files.writeString(log, said, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new Ended(process.exitValue(), readAndDelete(output), said);
    }

    private static String readAndDelete(Path file) throws IOException {
        String text = Files.readString(file);
        Files.delete(file);
        return text;
    }

    /// The end of all that it has said on standard error.
    public String said() throws IOException {
        if (!Files.exists(log)) {
            return "nothing";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        var builder = new ProcessBuilder(all);
        // One that is set reaches servers on loopback too, and they do not have its certificates.
        builder.environment().remove("AWS_CA_BUNDLE");
        return builder;
    }
}
