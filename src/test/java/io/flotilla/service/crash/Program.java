package io.flotilla.service.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program under test, as a user starts it: a command to which arguments are added.
record Program(List<String> command, Path log) {

    private static final int PATIENCE_MINUTES = 10;

    Program {
        command = List.copyOf(command);
    }

    /// Starts it and leaves it running; what it says is added to the log.
    Process start(String... arguments) throws IOException {
        return builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /// Runs it to its end, which has to be a good one, and returns what it printed.
    String run(String... arguments) throws IOException, InterruptedException {
        File output = Files.createTempFile(log.toAbsolutePath().getParent(), "output", ".txt")
                .toFile();
        Process process = builder(arguments)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("%s ended within %s minutes", List.of(arguments), PATIENCE_MINUTES)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output.toPath());
        assertThat(process.exitValue())
                .as("exit code of %s, which said:%n%s%n%s", List.of(arguments), text, said())
                .isZero();
        return text;
    }

    /// The end of all that it has said on standard error.
    String said() throws IOException {
        if (!Files.exists(log)) {
            return "nothing";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all);
    }
}
