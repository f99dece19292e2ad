package io.flotilla.catalog;

import java.nio.file.Path;

/// An open catalog, and where its content comes from. The receiver closes the catalog.
public sealed interface Opened {

    Catalog catalog();

    /// What an earlier process knew.
    record Known(Catalog catalog) implements Opened {}

    /// Nothing: there was no catalog.
    record Fresh(Catalog catalog) implements Opened {}

    /// Nothing: what was there is not a catalog or is damaged, and lies under another name now.
    record SetAside(Catalog catalog, Path old, String why) implements Opened {}
}
