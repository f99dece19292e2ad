package io.flotilla.disk;

import java.util.Optional;

/// A hash of what the file system says of a database file, its `-wal` and its `-journal`: another value means
/// that something was written, replaced or removed since. It is taken before the content is read, so that a
/// write during the reading gives another value at the next look.
public record Fingerprint(long value) {

    /// The fingerprint of a database that nobody looked at yet. No computed one equals it.
    public static final Fingerprint UNKNOWN = new Fingerprint(0);

    private static final long ABSENT = 0x6a09e667f3bcc908L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /// The fingerprint of what was seen. While the log holds bytes the journal does not count: a database in
    /// WAL mode has none, and a write past its log shows in the database file itself.
    public static Fingerprint of(FileStatus database, Optional<FileStatus> wal, Optional<FileStatus> journal) {
        boolean logged = wal.isPresent() && wal.get().size() > 0;
        long hash = add(GOLDEN, Optional.of(database));
        hash = add(hash, wal);
        hash = add(hash, logged ? Optional.empty() : journal);
        return new Fingerprint(hash == UNKNOWN.value ? GOLDEN : hash);
    }

    private static long add(long hash, Optional<FileStatus> status) {
        if (status.isEmpty()) {
            return mix(hash, ABSENT);
        }
        FileStatus file = status.get();
        long sum = mix(mix(hash, file.device()), file.inode());
        sum = mix(mix(sum, file.size()), file.modifiedNanos());
        return mix(sum, file.changedNanos());
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014) over the running hash and one more value.
    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) + GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
