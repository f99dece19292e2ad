package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.LogPosition.IndexMark;
import io.flotilla.catalog.PageHasher;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalPoint;
import io.flotilla.wal.WalWalk;
import java.io.IOException;
import java.util.Optional;

/// The second rung: the log has started over exactly once since the position, and what is left of the old
/// generation proves where it ended.
///
/// SQLite writes the new generation over the old one from the front. While the frame before the position is intact,
/// everything behind it is intact too; the old chain continues there, up to a frame that is whole and does not
/// belong to it. Four proofs together: the first salt advanced by one; the frame before the position is intact after
/// everything was read; the old chain ends at a whole frame, for where the file ends the tail may have been cut
/// (`journal_size_limit`); and both chains together hold exactly as many commits as the wal-index counted, for a
/// commit that failed leaves sound frames behind the old end.
///
/// Where the count cannot have begun anew since it was known ([CountTrust]), it is proof enough: frames are found from
/// the place on in an unbroken chain, so what is missing could only be made up for by a commit that never counted,
/// and that one lies behind all others. Frames that repeat a commit would spoil the count, and are not trusted.
final class LogBridge {

    private final DatabaseFiles files;
    private final PageHasher hasher;

    LogBridge(DatabaseFiles files, PageHasher hasher) {
        this.files = files;
        this.hasher = hasher;
    }

    /// Finishes the old generation from the position on, then reads the new one.
    Followed cross(LogFollower.Trail trail, WalHeader header) throws IOException {
        WalHeader old = header.ofGeneration(LogPositions.salts(trail.at()));
        if (!header.salts().follow(old.salts())) {
            return new Followed.NotProved(Fall.LOG_RESTARTED);
        }
        if (trail.from().offset() == WalHeader.BYTES) {
            return new Followed.NotProved(Fall.NO_OLD_FRAME);
        }
        if (!(trail.at().index() instanceof IndexMark.Commits known)) {
            return new Followed.NotProved(Fall.NO_COUNT);
        }
        LogLimit limit = LogLimit.look(files, trail.log(), header);
        return switch (limit) {
            case LogLimit.Unknown(String why) -> new Followed.Unsettled(why);
            case LogLimit.Closed(), LogLimit.Alone() -> new Followed.NotProved(Fall.NO_COUNT);
            case LogLimit.Committed committed ->
                cross(
                        trail,
                        new Generations(old, header),
                        committed,
                        committed.index().change() - known.change());
        };
    }

    /// The headers of the generation of the position, and of the one after it.
    private record Generations(WalHeader old, WalHeader young) {}

    private Followed cross(LogFollower.Trail trail, Generations logs, LogLimit.Committed limit, int commits)
            throws IOException {
        var frames = new LogFrames(trail.log(), logs.old(), trail.from().offset(), hasher);
        var oldWalk = new WalWalk(trail.log(), logs.old());
        WalWalk.End oldEnd = oldWalk.walk(trail.from(), frames);
        frames.startOver();
        var walk = new WalWalk(trail.log(), logs.young(), limit.offset());
        WalPoint end = walk.walk(logs.young().start(), frames).point();
        boolean isCut = oldEnd.stop() == WalWalk.Stop.END_OF_FILE;
        boolean isOverwritten = !isCut && walk.hasFrameAt(oldEnd.stopOffset());
        var after = files.status();
        if (!files.readLogHeader().equals(Optional.of(logs.young())) || after.isEmpty()) {
            return new Followed.NotProved(Fall.RESTARTED_MEANWHILE);
        }
        boolean isCounted = !frames.hasRepeats()
                && trail.trust().isStillCounting(limit.index().change());
        if (!isCounted && (isOverwritten || !oldWalk.endsIntact(trail.from()))) {
            return new Followed.NotProved(Fall.OLD_TAIL_GONE);
        }
        if (!isCounted && isCut) {
            return new Followed.NotProved(Fall.OLD_TAIL_CUT);
        }
        if (end.offset() != limit.offset() || frames.commits() != commits) {
            return new Followed.NotProved(Fall.COUNT_DIFFERS);
        }
        var around = new LogPositions.Around(trail.before(), after.get(), new IndexMark.None());
        IndexMark mark = LogPositions.mark(limit, logs.young(), end, around);
        LogPosition.At place = LogPositions.at(logs.young(), end, mark);
        boolean settled = !walk.hasCommitBehind(end);
        return LogFollower.continued(trail, frames, new LogFollower.End(place, settled, new How.Bridged()));
    }
}
