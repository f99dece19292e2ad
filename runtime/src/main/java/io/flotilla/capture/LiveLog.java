package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.LogPosition.IndexMark;
import io.flotilla.catalog.PageHasher;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.WalHeader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A log that moves on: from the first frame of one generation, look by look, across restarts. Each committed page is
/// put where the image is gathered, with its latest content.
///
/// Cost of a look without news: the status of the database twice, the header of the log twice, one read behind the
/// last place, the wal-index header, one lock query; some twenty system calls. For one thread.
final class LiveLog {

    /// More commits than SQLite makes in a millisecond, with a large margin.
    private static final long COMMITS_PER_MILLISECOND = 200;

    private static final int NOT_KNOWN = Integer.MAX_VALUE;

    private final DatabaseFiles files;
    private final PageHasher hasher;
    private final InstantSource clock;
    private final GatheredPages pages;
    private LogFollower.Known known;
    private Instant countedAt = Instant.EPOCH;
    private boolean settled;
    private int restarts;

    private LiveLog(LogFollower.Known start, DatabaseFiles files, GatheredPages pages, Tools tools) {
        this.known = start;
        this.files = files;
        this.pages = pages;
        this.hasher = tools.hasher();
        this.clock = tools.clock();
    }

    /// What every look needs.
    record Tools(PageHasher hasher, InstantSource clock) {}

    /// Reads all committed frames of the generation with this header.
    ///
    /// @throws MovedException where it is over, has no commit, or nobody shares a count of commits
    static LiveLog begin(WalHeader generation, DatabaseFiles files, GatheredPages pages, Tools tools)
            throws IOException {
        LogPosition.At place = LogPositions.at(generation, generation.start(), new IndexMark.None());
        var log = new LiveLog(new LogFollower.Known(generation.pageSize(), NOT_KNOWN, place), files, pages, tools);
        if (!log.follow() || log.pageCount() == NOT_KNOWN) {
            throw new MovedException("the log has just started over");
        }
        if (!(log.place().index() instanceof IndexMark.Commits)) {
            throw new MovedException(Fall.NO_COUNT.toString());
        }
        return log;
    }

    /// Looks for what was committed since the last look; false where nobody can tell at this moment.
    ///
    /// @throws MovedException where there is no proof that nothing was missed
    boolean follow() throws IOException {
        Instant now = clock.instant();
        FileStatus before = files.status().orElseThrow(() -> new NoSuchFileException("the database"));
        try (SourceFile log = files.openLog().orElseThrow(() -> new MovedException(Fall.LOG_GONE.toString()))) {
            var trail = new LogFollower.Trail(log, known, before, this::isStillCounting);
            return switch (new LogFollower(files, hasher).follow(trail)) {
                case Followed.Continued continued -> {
                    put(continued);
                    yield moved(now, continued.end(), continued.settled());
                }
                case Followed.Quiet() -> moved(now, known.at(), true);
                case Followed.Moved(LogPosition.At place) -> moved(now, place, true);
                case Followed.Pending(LogPosition.At place) -> moved(now, place, false);
                case Followed.NotProved(Fall why) -> throw new MovedException(why.toString());
                case Followed.Unsettled(String why) -> false;
            };
        }
    }

    private boolean isStillCounting(int change) {
        Duration since = Duration.between(countedAt, clock.instant());
        return !since.isNegative() && Integer.toUnsignedLong(change) > (since.toMillis() + 1) * COMMITS_PER_MILLISECOND;
    }

    private void put(Followed.Continued continued) throws IOException {
        LatestFrames frames = continued.frames();
        byte[] page = new byte[continued.pageSize()];
        for (int i = 0; i < frames.count(); i++) {
            frames.read(i, page);
            pages.put(frames.pages()[i], page, 0);
        }
        pages.forgetBehind(continued.pageCount());
        known = new LogFollower.Known(known.pageSize(), continued.pageCount(), known.at());
    }

    private boolean moved(Instant now, LogPosition.At place, boolean isSettled) {
        restarts += LogPositions.salts(place).equals(LogPositions.salts(known.at())) ? 0 : 1;
        known = new LogFollower.Known(known.pageSize(), known.pageCount(), place);
        countedAt = now;
        settled = isSettled;
        return true;
    }

    LogPosition.At place() {
        return known.at();
    }

    /// The size of the database in pages after the last commit.
    int pageCount() {
        return known.pageCount();
    }

    /// How often the log has started over.
    int restarts() {
        return restarts;
    }

    /// Whether nothing is known to be just being committed.
    boolean settled() {
        return settled;
    }
}
