package io.flotilla.catalog;

import io.flotilla.disk.FileStatus;

/// Which file a position speaks of. An inode number alone is used again at once, therefore the time of birth,
/// in nanoseconds since 1970-01-01 UTC.
public record FileIdentity(long device, long inode, long bornNanos) {

    /// The identity of the file with this status.
    public static FileIdentity of(FileStatus status) {
        return new FileIdentity(status.device(), status.inode(), status.bornNanos());
    }
}
