package io.flotilla.service.config;

import io.flotilla.spi.ObjectKey;

/// A database that is listed by its path, and the key of its replica below the target.
///
/// @param isRestored whether it is restored at the start where it is absent
public record Listed(String path, ObjectKey key, boolean isRestored) {}
