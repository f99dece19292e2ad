package io.flotilla.disk;

/// What the file system says of a file. Times are nanoseconds since 1970-01-01 UTC; the time of birth is 0 where
/// the file system keeps none.
public record FileStatus(
        Kind kind,
        long device,
        long inode,
        int links,
        long size,
        long modifiedNanos,
        long changedNanos,
        long bornNanos) {

    /// What a file is.
    public enum Kind {
        FILE,
        DIRECTORY,
        OTHER
    }

    /// Whether both are the status of one and the same file, whatever was written to it in between.
    public boolean sameFile(FileStatus other) {
        return device == other.device && inode == other.inode && bornNanos == other.bornNanos;
    }
}
