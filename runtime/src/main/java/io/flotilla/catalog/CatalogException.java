package io.flotilla.catalog;

/// The catalog cannot be opened, read or written. The text names the file and the way out. What the failed
/// call should have changed is unchanged, in memory and in the file.
public final class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CatalogException(String message) {
        super(message);
    }

    CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
