package io.flotilla.catalog;

import java.util.Locale;

/// What is the matter with a database, for machines: names that stay, while the texts beside them may change. They are
/// kept in the catalog's file.
public enum ReasonCode {

    /// Nothing is.
    NONE,

    /// Its log is just being written, started over or put away.
    BUSY_LOG,

    /// It was written while it was read.
    BEING_WRITTEN,

    /// It did not hold still for long enough to take an image of it, by whatever means.
    BUSY_IMAGE,

    /// A transaction in rollback mode is open.
    OPEN_TRANSACTION,

    /// A transaction was left behind that SQLite has to roll back.
    NEEDS_ROLLBACK,

    /// A connection is open in WAL mode, and its log lies beside another name.
    LOG_ELSEWHERE,

    /// Pages are missing at the end of the file, or are in neither the database nor its log.
    PAGES_MISSING,

    /// The space for large captures is used up.
    SCRATCH_FULL,

    /// The file system does not permit to read it.
    PERMISSION,

    /// Reading it failed.
    READ_ERROR,

    /// The file is gone.
    FILE_GONE,

    /// The directory below which it was found is gone or cannot be read.
    ROOT_UNAVAILABLE,

    /// It is a directory, a pipe or a device.
    NOT_A_FILE,

    /// It has another name, beside which its log may lie.
    HARD_LINKED,

    /// It is a link to the file beside which its log lies.
    SYMBOLIC_LINK,

    /// It lies on a network file system, whose time stamps prove nothing.
    REMOTE_FILE_SYSTEM,

    /// It is encrypted, or no database at all.
    ENCRYPTED,

    /// Its format, or that of its log, is not known.
    FORMAT_UNKNOWN,

    /// It has more pages than can be replicated.
    PAGE_TOO_MANY,

    /// The target does not answer, or is full.
    TARGET_UNAVAILABLE,

    /// The target refuses.
    TARGET_REFUSED,

    /// The target does not show what it has, or shows something else each time.
    TARGET_CHANGING,

    /// Somebody else writes to its replica.
    OTHER_WRITER,

    /// Its replica cannot be read.
    REPLICA_UNREADABLE,

    /// Its replica was somebody else's, and is free again.
    FENCE_LIFTED,

    /// Earlier uploads of our own are met one after the other.
    ADOPTED;

    /// The name for machines, for example `busy-image`; empty for none.
    public String code() {
        return this == NONE ? "" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
