package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.Position;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.PageSize;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalPoint;
import io.flotilla.wal.WalWalk;
import java.io.IOException;
import java.util.Optional;

/// The first rung: the log still has the generation of the position, and the frame before the position is
/// intact after the tail was read, so the chain of checksums from there on is everything that was committed
/// since.
final class LogFollower {

    private final DatabaseFiles files;
    private final PageHasher hasher;

    LogFollower(DatabaseFiles files, PageHasher hasher) {
        this.files = files;
        this.hasher = hasher;
    }

    /// Follows the log, which the caller has opened and closes when the pages are read.
    Followed follow(SourceFile log, Position position, LogPosition.At at) throws IOException {
        WalPoint from = LogPositions.point(at);
        Optional<WalHeader> found = DatabaseFiles.readLogHeader(log);
        if (found.isEmpty()) {
            return new Followed.NotProved("the log was emptied");
        }
        WalHeader header = found.get();
        if (!header.salts().equals(LogPositions.salts(at)) || header.pageSize() != position.pageSize()) {
            return new Followed.NotProved("the log started over");
        }
        return switch (LogLimit.look(files, log, header)) {
            case LogLimit.Unknown(String why) -> new Followed.Unsettled(why);
            case LogLimit.UpTo(long limit) ->
                limit < from.offset()
                        ? new Followed.NotProved("the log is shorter than what was shipped")
                        : walk(log, header, limit, from, position);
        };
    }

    private Followed walk(SourceFile log, WalHeader header, long limit, WalPoint from, Position position)
            throws IOException {
        var frames = new LogFrames(log, header, from.offset(), hasher);
        var walk = new WalWalk(log, header, limit);
        WalWalk.End end = walk.walk(from, frames);
        Optional<WalHeader> after = files.readLogHeader();
        if (!after.equals(Optional.of(header)) || !walk.endsIntact(from)) {
            return new Followed.NotProved("the log started over while it was read");
        }
        // The wal-index changes without a trace in the log's own time stamps, so a commit behind the limit must be
        // looked at again.
        boolean settled = !walk.hasCommitBehind(end.point());
        if (frames.isEmpty()) {
            return settled ? new Followed.Quiet() : new Followed.Unsettled("a commit is just being made");
        }
        LatestFrames latest = frames.latest();
        int lockPage = PageSize.lockPage(header.pageSize());
        if (!latest.holdsAll(position.pageCount(), frames.pageCount(), lockPage)) {
            return new Followed.NotProved("the log lacks a page by which the database grew");
        }
        return new Followed.Continued(header, latest, frames.pageCount(), end.point(), settled);
    }
}
