package io.flotilla.spi;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// What the engine lends to a target, since a plug-in has no threads and no log of its own.
///
/// The executor runs work that may wait for the network, many pieces at the same time or one after the other in the
/// calling thread; it outlives the target. A warning is one sentence for a person about how the target was opened;
/// it holds no secret.
public record Surroundings(Executor executor, Consumer<String> warnings) {

    /// Everything in the calling thread, and nobody to be warned.
    public static final Surroundings NONE = new Surroundings(Runnable::run, warning -> {});
}
