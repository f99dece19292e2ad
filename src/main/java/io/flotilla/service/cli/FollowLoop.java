package io.flotilla.service.cli;

import io.flotilla.restore.Follow;
import io.flotilla.restore.Follow.Result;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/// Follows with one database until somebody asks to stop, and says in a line each time that it is newer.
///
/// While the target is away it waits for it, and says that once. Used by one thread.
record FollowLoop(Follow follow, Duration interval, PrintWriter out, PrintWriter err) {

    /// @throws CommandFailure when there is nothing to follow with
    void run(StopSignal stop) throws IOException, InterruptedException {
        boolean away = false;
        boolean ended = stop.isAsked();
        while (!ended) {
            try {
                step();
                away = false;
            } catch (TargetException.Unavailable | TargetException.NotFound failure) {
                if (!away) {
                    err.println(
                            "Waiting for the target: " + FailureText.of(failure).what());
                    err.flush();
                }
                away = true;
            }
            ended = stop.await(interval);
        }
    }

    private void step() throws IOException {
        switch (follow.step()) {
            case Result.At(var txId, int files)
            when files > 0 -> {
                out.println("TXID " + txId + ", " + Sizes.count(files, "file"));
                out.flush();
            }
            case Result.At at -> {}
            case Result.Impossible(String why) -> throw new CommandFailure(why, "");
        }
    }
}
