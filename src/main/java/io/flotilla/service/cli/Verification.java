package io.flotilla.service.cli;

import io.flotilla.restore.Proof;
import io.flotilla.service.proof.Soundness;
import java.util.Locale;

/// How much a restored database is looked at. The checksums of its files hold in any case.
enum Verification {
    NONE,
    CHECKSUM,
    QUICK,
    FULL;

    Proof proof() {
        return switch (this) {
            case NONE, CHECKSUM -> Proof.CHECKSUMS;
            case QUICK -> Soundness.QUICK;
            case FULL -> Soundness.FULL;
        };
    }

    /// As it is written on the command line.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
