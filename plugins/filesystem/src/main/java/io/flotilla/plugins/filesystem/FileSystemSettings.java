package io.flotilla.plugins.filesystem;

import io.flotilla.spi.Settings;

/// What a user can set for a target in a directory.
///
/// `sync` (default `true`): an object is reported as stored only when it survives a power cut. `false` leaves
/// the writing to the operating system: faster, and what was reported in the last half minute or so may be gone
/// after a power cut (not after the end of the process). For scratch directories and tests.
record FileSystemSettings(boolean sync) {

    private static final String SYNC = "sync";

    /// @throws IllegalArgumentException for an unknown or malformed setting
    static FileSystemSettings of(Settings settings) {
        return new FileSystemSettings(settings.allow(SYNC).flag(SYNC).orElse(true));
    }
}
