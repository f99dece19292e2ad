package io.flotilla.tiering;

import io.flotilla.catalog.DatabaseId;

/// A database that waited and is hot now.
public record Admission(DatabaseId id, Placement placement) {}
