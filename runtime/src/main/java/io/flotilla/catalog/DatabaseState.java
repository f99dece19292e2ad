package io.flotilla.catalog;

/// How a database fares. Every fault ends in one of these, with a reason beside it. The names are kept in
/// the catalog's file.
public enum DatabaseState {

    /// Replicated as it should be.
    ACTIVE,

    /// An empty file: SQLite has not written it yet.
    WAITING,

    /// Replicated, later than it should be.
    LAGGING,

    /// A comparison of all pages is needed and will be made.
    RESYNC,

    /// A fault that may pass by itself: tried again with growing pauses; nothing is lost locally.
    DEGRADED,

    /// Another writer has put files into this replica. Nothing is written there until a human has decided.
    FENCED,

    /// A file that Flotilla cannot replicate, for example an encrypted one.
    UNSUPPORTED,

    /// The file is gone. Its replica stays.
    MISSING,

    /// Needs a human.
    FAILED
}
