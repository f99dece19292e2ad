package io.flotilla.store;

import io.flotilla.spi.TargetException;

/// How a target answered a request.
public enum RequestOutcome {
    DONE,
    NOT_FOUND,
    ALREADY_EXISTS,
    UNAVAILABLE,
    REFUSED;

    static RequestOutcome of(TargetException failure) {
        return switch (failure) {
            case TargetException.NotFound notFound -> NOT_FOUND;
            case TargetException.AlreadyExists exists -> ALREADY_EXISTS;
            case TargetException.Unavailable unavailable -> UNAVAILABLE;
            case TargetException.Refused refused -> REFUSED;
        };
    }
}
