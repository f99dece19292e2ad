package io.flotilla.capture;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import java.io.IOException;
import java.util.Optional;

/// How far the chain of a log counts as committed.
///
/// A commit whose fsync failed, or whose writer was killed, leaves sound frames behind that the next writer may
/// overwrite. Where a connection holds the database, the wal-index says which frames are committed; where
/// nobody does, or one connection holds it exclusively (and keeps its wal-index to itself), recovery takes the
/// whole chain.
sealed interface LogLimit {

    /// Frames count up to this offset.
    record UpTo(long offset) implements LogLimit {}

    /// Nobody can tell at this moment.
    record Unknown(String why) implements LogLimit {}

    /// Looks at the locks and the wal-index, in this order, before the log is read.
    static LogLimit look(DatabaseFiles files, WalHeader log) throws IOException {
        if (files.locks() != DatabaseLocks.SHARED) {
            return new UpTo(Long.MAX_VALUE);
        }
        Optional<WalIndexHeader> index = files.readWalIndex();
        if (index.isEmpty()) {
            return new Unknown("a connection is open and its wal-index cannot be read");
        }
        return of(index.get(), log);
    }

    private static LogLimit of(WalIndexHeader index, WalHeader log) {
        if (index.salts().equals(log.salts())) {
            return new UpTo(log.offsetAfter(index.maxFrame()));
        }
        // The log is about to start over: everything in the file is committed and in the database already.
        if (index.maxFrame() == 0 && index.salts().follow(log.salts())) {
            return new UpTo(Long.MAX_VALUE);
        }
        return new Unknown("the log is just starting over");
    }
}
