package io.flotilla.service.cli;

import io.flotilla.restore.Proof;
import io.flotilla.service.proof.Soundness;
import java.util.Locale;

/// How much a restored database is looked at. The checksums of its files hold in any case.
enum Verification {
    NONE(Proof.CHECKSUMS),
    CHECKSUM(Proof.CHECKSUMS),
    QUICK(Soundness.QUICK),
    FULL(Soundness.FULL);

    private final Proof proof;

    Verification(Proof proof) {
        this.proof = proof;
    }

    Proof proof() {
        return proof;
    }

    /// As it is written on the command line.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
