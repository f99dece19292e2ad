package io.flotilla.service.cli;

import io.flotilla.service.verification.Windows;
import jakarta.inject.Singleton;

/// What goes on around a replication: others hear of it without asking, and replicas are proved by the clock.
@Singleton
final class Around {

    private final Outside outside;
    private final Windows windows;

    Around(Outside outside, Windows windows) {
        this.outside = outside;
        this.windows = windows;
    }

    /// Who hears of a replication.
    Outside outside() {
        return outside;
    }

    /// Begins with windows of verification where they are wanted.
    Windows.Open windows() {
        try {
            return windows.open();
        } catch (IllegalStateException refused) {
            throw Outside.refused(refused);
        }
    }
}
