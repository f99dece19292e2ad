package io.flotilla.service.cli;

import java.io.IOException;

/// The engine as `flotilla replicate` needs it. An application has one bean of it.
public interface Replication {

    /// Captures and uploads everything that is new, then ends.
    ///
    /// @return what was done, in a line for people
    /// @throws IOException where something was left behind; the text says what, where and why
    String once(ReplicateOptions options) throws IOException;

    /// Replicates until the stop is asked for, then does a last sync.
    ///
    /// @return what was done, in a line for people
    /// @throws IOException where it could not start, or something was left behind
    String untilStopped(ReplicateOptions options, StopSignal stop) throws IOException, InterruptedException;
}
