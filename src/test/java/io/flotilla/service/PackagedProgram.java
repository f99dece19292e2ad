package io.flotilla.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The packaged program, which `mvn package` makes, as a process of its own; `-Dflotilla.program="COMMAND"` takes
/// another one with the same command line.
public final class PackagedProgram {

    private PackagedProgram() {}

    /// How it ended, and what it said.
    public record Ended(int code, String out, String err) {}

    /// The command line up to the arguments.
    public static List<String> command() {
        String named = System.getProperty("flotilla.program", "");
        if (!named.isEmpty()) {
            return List.of(named.split(" "));
        }
        Path jar = Path.of(System.getProperty("flotilla.jar", "target/flotilla.jar"));
        assertThat(jar).as("what `mvn package` makes").exists();
        return List.of(java(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-jar", jar.toString());
    }

    /// The Java that runs this test.
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs it to its end, with files beside `directory` for what it says.
    public static Ended run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(arguments));
        return run(directory, command);
    }

    /// Runs a whole command line to its end.
    public static Ended run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("%s has ended", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
