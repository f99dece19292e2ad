package io.flotilla.simulation;

/// The engine's process ends here.
final class SimulatedCrash extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("killed, as ordered", null, false, false);
    }
}
