package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.LogPosition.Backfill;
import io.flotilla.catalog.LogPosition.IndexMark;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.Position;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.PageSize;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import io.flotilla.wal.WalPoint;
import io.flotilla.wal.WalWalk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// The first rung: the log still has the generation of the position, and the frame before the position is
/// intact after the tail was read, so the chain of checksums from there on is everything that was committed
/// since. Where the log has the next generation, [LogBridge] is the second rung.
final class LogFollower {

    private final DatabaseFiles files;
    private final PageHasher hasher;

    LogFollower(DatabaseFiles files, PageHasher hasher) {
        this.files = files;
        this.hasher = hasher;
    }

    /// What is followed: a log that the caller has opened, and closes when the pages are read, from what is known on.
    /// `before` is the status of the database before anything else was looked at.
    record Trail(SourceFile log, Known known, FileStatus before, CountTrust trust) {

        WalPoint from() {
            return LogPositions.point(known.at());
        }

        LogPosition.At at() {
            return known.at();
        }
    }

    /// The state of a database from which its log is followed, and the place of that state in the log.
    record Known(int pageSize, int pageCount, LogPosition.At at) {

        static Known of(Position position, LogPosition.At at) {
            return new Known(position.pageSize(), position.pageCount(), at);
        }
    }

    /// Follows the log.
    Followed follow(Trail trail) throws IOException {
        Optional<WalHeader> found = DatabaseFiles.readLogHeader(trail.log());
        if (found.isEmpty()) {
            return new Followed.NotProved(Fall.LOG_EMPTIED);
        }
        WalHeader header = found.get();
        if (header.pageSize() != trail.known().pageSize()) {
            return new Followed.NotProved(Fall.PAGE_SIZE);
        }
        if (!header.salts().equals(LogPositions.salts(trail.at()))) {
            return new LogBridge(files, hasher).cross(trail, header);
        }
        LogLimit limit = LogLimit.look(files, trail.log(), header);
        return switch (limit) {
            case LogLimit.Unknown(String why) -> new Followed.Unsettled(why);
            // Nobody has looked at the log since it was written: after the disk went away and came back, frames
            // below the position may be lost while the one before it is there.
            case LogLimit.Closed(), LogLimit.Alone() ->
                new WalWalk(trail.log(), header).reaches(trail.from())
                        ? walkUnlessCopiedOver(trail, header, limit)
                        : new Followed.NotProved(Fall.FRAMES_LOST);
            case LogLimit.Committed(long offset, WalIndexHeader index) ->
                offset < trail.from().offset()
                        ? new Followed.NotProved(Fall.LOG_SHORTER)
                        : walkUnlessCopiedOver(trail, header, limit);
        };
    }

    private Followed walkUnlessCopiedOver(Trail trail, WalHeader header, LogLimit limit) throws IOException {
        return isCopiedOver(trail, header, limit)
                ? new Followed.NotProved(Fall.COPIED_OVER)
                : walk(trail, header, limit);
    }

    /// Whether the database file was written since, and nothing says that a checkpoint did.
    private static boolean isCopiedOver(Trail trail, WalHeader header, LogLimit limit) {
        long modified = trail.before().modifiedNanos();
        return switch (trail.at().index()) {
            case IndexMark.None() -> false;
            case IndexMark.Alone(long then) -> modified != then && !(limit instanceof LogLimit.Alone);
            case IndexMark.Closed(long then) -> modified != then;
            case IndexMark.Commits(int change, Backfill.Running()) ->
                !(limit instanceof LogLimit.Committed(long offset, WalIndexHeader index) && isSame(index, change));
            case IndexMark.Commits(int change, Backfill.Done done) ->
                modified != done.modifiedNanos()
                        && !(limit instanceof LogLimit.Committed(long offset, WalIndexHeader index)
                                && isCheckpointed(header, index, change, done));
        };
    }

    /// Whether the index is the one of that time, and a checkpoint has been at work since.
    private static boolean isCheckpointed(WalHeader header, WalIndexHeader index, int change, Backfill.Done done) {
        boolean hasStoodStill = index.salts().equals(header.salts())
                && index.backfilled() == done.frames()
                && index.backfillAttempted() == done.begun();
        return isSame(index, change) && !hasStoodStill;
    }

    /// Whether the index may be the one that counted so many commits. One that was made anew counts from nothing, and
    /// forgets what was copied.
    private static boolean isSame(WalIndexHeader index, int change) {
        return Integer.compareUnsigned(index.change(), change) >= 0;
    }

    /// Whether the database file was written since, and the index has not counted the commits that the log holds: then
    /// it was made anew, and what it says of checkpoints is about its own time alone.
    private static boolean hasLostCount(Trail trail, WalHeader header, LogLimit limit, WalWalk.End walked) {
        return trail.at().index() instanceof IndexMark.Commits(int change, Backfill backfill)
                && !(backfill instanceof Backfill.Done done
                        && done.modifiedNanos() == trail.before().modifiedNanos())
                && limit instanceof LogLimit.Committed(long offset, WalIndexHeader index)
                && index.salts().equals(header.salts())
                && walked.point().offset() == offset
                && index.change() - change != walked.commits();
    }

    private Followed walk(Trail trail, WalHeader header, LogLimit limit) throws IOException {
        WalPoint from = trail.from();
        var frames = new LogFrames(trail.log(), header, from.offset(), hasher);
        var walk = new WalWalk(trail.log(), header, limit.offset());
        WalWalk.End walked = walk.walk(from, frames);
        WalPoint end = walked.point();
        FileStatus after = status();
        if (!files.readLogHeader().equals(Optional.of(header)) || !walk.endsIntact(from)) {
            return new Followed.NotProved(Fall.RESTARTED_MEANWHILE);
        }
        if (!limit.holds(files)) {
            return new Followed.Unsettled(LogLimit.OPENED);
        }
        if (hasLostCount(trail, header, limit, walked)) {
            return new Followed.NotProved(Fall.COPIED_OVER);
        }
        // The wal-index changes without a trace in the log's own time stamps, so a commit behind the limit must be
        // looked at again.
        boolean settled = !walk.hasCommitBehind(end);
        IndexMark known = trail.at().index();
        LogPosition.At place = LogPositions.at(
                header,
                end,
                LogPositions.mark(limit, header, end, new LogPositions.Around(trail.before(), after, known)));
        return continued(trail, frames, new End(place, settled, new How.Followed()));
    }

    /// Nothing was committed; what is known of the database file may be news.
    private static Followed quiet(Trail trail, LogPosition.At place) {
        return place.equals(trail.at()) ? new Followed.Quiet() : new Followed.Moved(place);
    }

    /// Where the log was followed to, and how.
    record End(LogPosition.At place, boolean settled, How how) {}

    /// What the frames amount to.
    static Followed continued(Trail trail, LogFrames frames, End end) {
        if (frames.isEmpty()) {
            return end.settled() ? quiet(trail, end.place()) : new Followed.Pending(end.place());
        }
        LatestFrames latest = frames.latest();
        int pageSize = trail.known().pageSize();
        int kept = Math.min(trail.known().pageCount(), frames.smallestPageCount());
        if (!latest.holdsAll(kept, frames.pageCount(), PageSize.lockPage(pageSize))) {
            return new Followed.NotProved(Fall.PAGE_MISSING);
        }
        return new Followed.Continued(pageSize, latest, frames.pageCount(), end.place(), end.settled(), end.how());
    }

    private FileStatus status() throws IOException {
        return files.status().orElseThrow(() -> new NoSuchFileException("the database"));
    }
}
