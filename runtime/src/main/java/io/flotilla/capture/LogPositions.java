package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.LogPosition.Backfill;
import io.flotilla.catalog.LogPosition.IndexMark;
import io.flotilla.disk.FileStatus;
import io.flotilla.wal.Salts;
import io.flotilla.wal.WalChecksum;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import io.flotilla.wal.WalPoint;

/// Translates between a place in a log and what the catalog keeps of it, which knows nothing of logs.
final class LogPositions {

    private LogPositions() {}

    static LogPosition.At at(WalHeader log, WalPoint point, IndexMark index) {
        return new LogPosition.At(
                log.salts().first(),
                log.salts().second(),
                point.offset(),
                point.checksum().first(),
                point.checksum().second(),
                index);
    }

    static WalPoint point(LogPosition.At at) {
        return new WalPoint(at.offset(), new WalChecksum(at.checksum1(), at.checksum2()));
    }

    static Salts salts(LogPosition.At at) {
        return new Salts(at.salt1(), at.salt2());
    }

    /// The status of the database before a limit was looked at, and after that; and what an earlier look at the same
    /// log had found.
    record Around(FileStatus before, FileStatus after, IndexMark known) {

        /// Whether nobody wrote the database file in between.
        boolean isQuiet() {
            return before.modifiedNanos() == after.modifiedNanos();
        }
    }

    /// What is known of the database file at the place up to which a log was read.
    static IndexMark mark(LogLimit limit, WalHeader log, WalPoint end, Around around) {
        return switch (limit) {
            case LogLimit.Closed() ->
                around.isQuiet() ? new IndexMark.Closed(around.before().modifiedNanos()) : new IndexMark.None();
            case LogLimit.Alone() ->
                around.isQuiet() ? new IndexMark.Alone(around.before().modifiedNanos()) : new IndexMark.None();
            case LogLimit.Unknown _ -> new IndexMark.None();
            case LogLimit.Committed(long offset, WalIndexHeader index) -> {
                if (offset != end.offset()) {
                    yield new IndexMark.None();
                }
                yield new IndexMark.Commits(
                        index.change(), speaksOf(index, log) ? backfill(index, around) : new Backfill.Running());
            }
        };
    }

    /// Whether what an index says of checkpoints is about this log. One that names no frame at all, because the log is
    /// about to start over or has not begun, leaves a checkpoint nothing to copy.
    private static boolean speaksOf(WalIndexHeader index, WalHeader log) {
        return index.maxFrame() == 0 || index.salts().equals(log.salts());
    }

    /// Where the time stamp stood still around the look at the index, and the index says that nothing was being
    /// copied, the stamp is that of the last write of a checkpoint. Where it says what it said before, the stamp of
    /// that time is still the right one: another one would be that of a write which the next look has to notice.
    private static Backfill backfill(WalIndexHeader index, Around around) {
        if (around.known() instanceof IndexMark.Commits(int change, Backfill.Done done)
                && done.frames() == index.backfilled()
                && done.begun() == index.backfillAttempted()) {
            return done;
        }
        boolean isIdle = index.backfilled() == index.backfillAttempted() || isMadeAnew(index, around);
        return isIdle && around.isQuiet()
                ? new Backfill.Done(
                        index.backfilled(),
                        index.backfillAttempted(),
                        around.before().modifiedNanos())
                : new Backfill.Running();
    }

    /// Whether the index was made anew since an earlier look: then it says that everything may have been copied, and
    /// nobody is at it.
    private static boolean isMadeAnew(WalIndexHeader index, Around around) {
        return switch (around.known()) {
            case IndexMark.None(), IndexMark.Alone _ -> false;
            case IndexMark.Closed(long modified) -> true;
            case IndexMark.Commits(int change, Backfill backfill) ->
                Integer.compareUnsigned(index.change(), change) < 0;
        };
    }
}
