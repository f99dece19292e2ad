package io.flotilla.capture;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.FrameVisitor;
import io.flotilla.wal.WalChecksum;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import io.flotilla.wal.WalPoint;
import io.flotilla.wal.WalWalk;
import java.io.IOException;
import java.util.Optional;

/// How far the chain of a log counts as committed.
///
/// A commit whose fsync failed, or whose writer was killed, leaves sound frames behind that the next writer may
/// overwrite. Where a process has the wal-index mapped, that says which frames are committed, also while the last
/// connection closes the database, which it then holds exclusively. Where nobody has it mapped, what the `-shm`
/// file says is of an earlier time, and recovery takes the whole chain: nobody has the database open, or one
/// connection holds it exclusively and keeps its wal-index to itself. Where the first one is just opening it, or the
/// `-shm` was replaced under it, nobody can tell.
sealed interface LogLimit {

    /// What is said where a limit does not hold any more.
    String OPENED = "somebody has just opened the database";

    /// The whole chain counts: nobody has the database open.
    record Closed() implements LogLimit {}

    /// The whole chain counts: one connection has the database alone, and its wal-index to itself.
    record Alone() implements LogLimit {}

    /// Frames count up to this offset, which is where the wal-index's count of commits stands.
    record Committed(long offset, WalIndexHeader index) implements LogLimit {}

    /// Nobody can tell at this moment.
    record Unknown(String why) implements LogLimit {}

    /// The offset up to which frames count: none where nobody can tell.
    default long offset() {
        return switch (this) {
            case Closed(), Alone() -> Long.MAX_VALUE;
            case Committed(long offset, WalIndexHeader index) -> offset;
            case Unknown(String why) -> 0;
        };
    }

    /// Whether it is still so when the log was read. Where nobody had the database open somebody may have come, and of
    /// what he has written since not everything need be committed.
    default boolean holds(DatabaseFiles files) throws IOException {
        return !(this instanceof Closed) || files.locks() == DatabaseLocks.NONE;
    }

    /// Looks at the locks and the wal-index, in this order, before the log is read.
    static LogLimit look(DatabaseFiles files, SourceFile log, WalHeader header) throws IOException {
        DatabaseLocks locks = files.locks();
        if (locks == DatabaseLocks.NONE) {
            return new Closed();
        }
        boolean isShared = locks == DatabaseLocks.SHARED;
        if (!files.isIndexMapped().orElse(isShared)) {
            return isShared ? new Unknown("a connection is open, and not to the wal-index that is there") : new Alone();
        }
        Optional<WalIndexHeader> index = files.readWalIndex();
        if (index.isEmpty()) {
            return new Unknown("a connection is open and its wal-index cannot be read");
        }
        return of(index.get(), log, header);
    }

    private static LogLimit of(WalIndexHeader index, SourceFile log, WalHeader header) throws IOException {
        if (index.salts().equals(header.salts())) {
            return new Committed(header.offsetAfter(index.maxFrame()), index);
        }
        if (index.maxFrame() > 0) {
            return new Unknown("the log is just starting over");
        }
        WalWalk walk = new WalWalk(log, header);
        // The log is about to start over: the index names no frame of it any more, but keeps the checksum of the
        // last one that was committed.
        if (index.salts().follow(header.salts())) {
            var commit = new CommitWith(index.frameChecksum());
            walk.walk(header.start(), commit);
            if (commit.end > 0) {
                return new Committed(commit.end, index);
            }
        }
        // A connection that has not started a log over itself draws new salts for its first frame, and only a commit
        // tells them to the index. Until then nothing of this log is committed, and what was is in the database.
        return new Committed(WalHeader.BYTES, index);
    }

    /// Finds the commit whose last frame has a checksum; 0 where there is none.
    final class CommitWith implements FrameVisitor {

        private final WalChecksum checksum;
        private long end;

        CommitWith(WalChecksum checksum) {
            this.checksum = checksum;
        }

        @Override
        public void frame(int pageNumber, byte[] page, int offset) {
            // Only commits count.
        }

        @Override
        public void commit(int pageCount, WalPoint behind) {
            if (behind.checksum().equals(checksum)) {
                end = behind.offset();
            }
        }
    }
}
