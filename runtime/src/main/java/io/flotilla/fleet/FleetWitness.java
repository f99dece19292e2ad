package io.flotilla.fleet;

/// Sees what a fleet does as it happens. Called by many threads; must not block.
@FunctionalInterface
public interface FleetWitness {

    /// Looks away.
    FleetWitness NONE = acknowledgement -> {};

    /// The target has confirmed a file.
    void acknowledged(Acknowledgement acknowledgement);
}
