package io.flotilla.store;

/// What was asked of a target. A put or delete counts once for each key, whatever the target makes of a batch.
public enum RequestKind {
    PUT,
    READ,
    LIST,
    DELETE
}
