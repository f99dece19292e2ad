package io.flotilla.fleet;

/// Databases would share a replica, and mix their histories in it. Nothing was begun: whoever started the fleet gives
/// them different keys.
public final class SharedReplicaException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    SharedReplicaException(String message) {
        super(message);
    }
}
