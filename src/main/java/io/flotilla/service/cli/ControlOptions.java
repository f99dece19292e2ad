package io.flotilla.service.cli;

import io.flotilla.service.config.Host;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/// How a command reaches the process that replicates.
final class ControlOptions {

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = "/var/run/litestream.sock",
            description = "The control socket ('socket.path' of the running process). Default: ${DEFAULT-VALUE}.")
    private Path socket;

    @Option(names = "--json", description = "A JSON object.")
    private boolean json;

    /// As it was written.
    Path socket() {
        return socket;
    }

    boolean isJson() {
        return json;
    }

    /// @param seconds how long all of it may take
    ControlClient client(int seconds) {
        if (seconds <= 0) {
            throw new CommandFailure("--timeout is a number of seconds above 0, not " + seconds, "");
        }
        return new ControlClient(socket, seconds);
    }

    /// Prints what was done: an object, or a line for each of its fields.
    void print(Map<String, Object> fields, PrintWriter out) {
        if (json) {
            out.println(Json.indented(fields));
        } else {
            fields.forEach((name, value) -> out.println(name + ": " + value));
        }
        out.flush();
    }

    /// The absolute path of a database, which begins in this process's working directory and not in the other one's.
    static String database(String written) {
        return Host.here().absolute(written);
    }
}
