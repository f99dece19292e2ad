package io.flotilla.spi;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// What the engine lends to a target, since a plug-in has no threads, no log and no counters of its own.
///
/// The executor runs work that may wait for the network, many pieces at the same time or one after the other in the
/// calling thread; it outlives the target. A warning is one sentence for a person about how the target was opened;
/// it holds no secret. Each request that really goes to a store is told to `requests`, by any thread, when its answer
/// has come or is missing; a target without requests tells nothing.
public record Surroundings(Executor executor, Consumer<String> warnings, Consumer<SentRequest> requests) {

    /// Everything in the calling thread, and nobody to be warned.
    public static final Surroundings NONE = new Surroundings(Runnable::run, warning -> {});

    /// Where nobody counts requests.
    public Surroundings(Executor executor, Consumer<String> warnings) {
        this(executor, warnings, request -> {});
    }
}
