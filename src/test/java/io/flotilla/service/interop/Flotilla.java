package io.flotilla.service.interop;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// The packaged program, and what it is asked for here. Used by one thread.
///
/// @param state a directory; another one makes it a Flotilla that knows nothing of what it did before
record Flotilla(Program program, Path source, Path target, Path state) {

    void replicateOnce() throws IOException, InterruptedException {
        program.run("replicate", source.toString(), target.toString(), "--state", state.toString(), "--once");
    }

    Program.Ended attemptOnce() throws IOException, InterruptedException {
        return program.attempt(
                "replicate", source.toString(), target.toString(), "--state", state.toString(), "--once");
    }

    Process replicate() throws IOException {
        return program.start(
                "replicate", source.toString(), target.toString(), "--state", state.toString(), "--interval", "100ms");
    }

    /// With what happens in days happening within seconds.
    Process replicateWithShortLevels() throws IOException {
        return program.start(
                "replicate",
                source.toString(),
                target.toString(),
                "--state",
                state.toString(),
                "--interval",
                "100ms",
                "--level",
                "200ms",
                "--level",
                "600ms",
                "--level",
                "1500ms",
                "--snapshot-interval",
                "1s");
    }

    void restoreAll(Path output) throws IOException, InterruptedException {
        program.run("restore", "--all", target.toString(), "-o", output.toString());
    }

    Program.Ended restore(Path replica, Path output, String txId) throws IOException, InterruptedException {
        return program.attempt("restore", replica.toString(), "-o", output.toString(), "--txid", txId);
    }

    Program.Ended restoreAt(Path replica, Path output, Instant moment) throws IOException, InterruptedException {
        return program.attempt("restore", "-timestamp", moment.toString(), "-o", output.toString(), replica.toString());
    }

    Flotilla withState(Path other) {
        return new Flotilla(program, source, target, other);
    }
}
