package io.flotilla.service.config;

/// One key of a configuration, and what becomes of it.
///
/// @param preset what counts where nothing is said; empty where that is nothing
/// @param meaning what it says, or why it does nothing or is refused: the end of a sentence
record Key(Section section, String name, Kind kind, Fate fate, String preset, String meaning) {

    /// Whether its value is nobody's business.
    boolean isSecret() {
        return KnownKeys.SECRETS.contains(name);
    }
}
