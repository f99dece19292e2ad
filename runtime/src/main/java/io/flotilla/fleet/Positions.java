package io.flotilla.fleet;

import io.flotilla.spi.TargetException;

/// Makes sure, once, that positions can be relied on before the first capture.
final class Positions {

    private final Confirmations confirmations;
    private final boolean catalogIsReliable;

    /// @param catalogIsReliable whether the catalog was there and was closed in order
    Positions(Confirmations confirmations, boolean catalogIsReliable) {
        this.confirmations = confirmations;
        this.catalogIsReliable = catalogIsReliable;
    }

    void prepare() throws TargetException {
        if (catalogIsReliable) {
            confirmations.trustAll();
        } else {
            confirmations.listAll();
        }
    }
}
