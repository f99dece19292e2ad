package io.flotilla.service.interop;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// The real peer, set up so that everything it does in days happens within seconds. Used by one thread.
record Litestream(Program program, Path configuration) {

    private static final String SETTINGS = """
            logging:
              level: warn
            levels:
              - interval: 1s
              - interval: 2s
            snapshot:
              interval: 3s
              retention: 24h
            l0-retention: 1s
            l0-retention-check-interval: 1s
            dbs:
            """;

    private static final String DATABASE = """
              - path: %s
                monitor-interval: 50ms
                replica:
                  type: file
                  path: %s
                  sync-interval: 50ms
            """;

    /// Replicates the databases of a directory, and their replicas lie below a target, as Flotilla's do.
    static Litestream of(Path binary, Path directory, Histories histories, Path target) throws IOException {
        var text = new StringBuilder(SETTINGS);
        for (String name : histories.names()) {
            text.append(DATABASE.formatted(quoted(histories.database(name)), quoted(target.resolve(name))));
        }
        Path configuration = Files.writeString(directory.resolve("litestream.yml"), text);
        return new Litestream(
                new Program(List.of(binary.toString()), directory.resolve("litestream.log")), configuration);
    }

    void replicateOnce() throws IOException, InterruptedException {
        program.run("replicate", "-once", "-config", configuration.toString());
    }

    void replicateOnceWithSnapshots() throws IOException, InterruptedException {
        program.run("replicate", "-once", "-force-snapshot", "-config", configuration.toString());
    }

    Process replicate() throws IOException {
        return program.start("replicate", "-config", configuration.toString());
    }

    Program.Ended restore(Path replica, Path output) throws IOException, InterruptedException {
        return program.attempt(
                "restore", "-o", output.toString(), replica.toUri().toString());
    }

    Program.Ended restore(Path replica, Path output, String txId) throws IOException, InterruptedException {
        return program.attempt(
                "restore",
                "-txid",
                txId,
                "-o",
                output.toString(),
                replica.toUri().toString());
    }

    Program.Ended restoreAt(Path replica, Path output, Instant moment) throws IOException, InterruptedException {
        return program.attempt(
                "restore",
                "-timestamp",
                moment.toString(),
                "-o",
                output.toString(),
                replica.toUri().toString());
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
