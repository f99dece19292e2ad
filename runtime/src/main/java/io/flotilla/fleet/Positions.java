package io.flotilla.fleet;

import io.flotilla.spi.TargetException;

/// Makes sure, once, that positions can be relied on before the first capture.
///
/// Where the catalog was closed in order one listing of one replica is enough, as a sample: it shows a target
/// that was emptied, or set back, meanwhile. Where it was not, or where more databases are new than known, the
/// whole target is listed.
final class Positions {

    private final Confirmations confirmations;
    private final boolean catalogIsReliable;

    /// @param catalogIsReliable whether the catalog was there and was closed in order
    Positions(Confirmations confirmations, boolean catalogIsReliable) {
        this.confirmations = confirmations;
        this.catalogIsReliable = catalogIsReliable;
    }

    void prepare() throws TargetException {
        if (catalogIsReliable && confirmations.mostAreKnown() && confirmations.sampleAgrees()) {
            confirmations.trustAll();
        } else {
            confirmations.listAll();
        }
    }
}
