package io.flotilla.capture;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.PageHashes;
import io.flotilla.catalog.Position;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.SourceFile;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.ltx.WalSpan;
import io.flotilla.wal.PageSize;
import io.flotilla.wal.UnsupportedWalException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What changed in a database since its last position, as one LTX file.
///
/// It climbs down a ladder of proofs: follow the log; bridge one restart of it; where its continuity cannot be
/// *proved*, compare pages with the hashes of what was shipped last; where none are known, every page counts as
/// different.
///
/// Cost of the first two rungs, for one commit of a few pages: the status of the database twice and of what lies beside
/// it three times; the header of the log twice, its tail and the frame before the place; the wal-index header; two lock
/// queries. Nothing depends on the size of the database. The third rung reads the whole database once, and pages behind
/// its first two megabytes twice; where it does not hold still, [BusyImage] takes over.
///
/// Safe for use by several threads, for different databases.
public final class Capture {

    /// How often a database that does not hold still is looked at again at once.
    private static final int ATTEMPTS = 3;

    private static final Why COMMITTING = new Why(ReasonCode.BUSY_LOG, "a commit is just being made");

    /// What every file says of the log. A Litestream that takes the replica over then makes a full copy first,
    /// which is always right; with the real place it would trust that nothing was missed in between.
    private static final WalSpan WHOLE_LOG = new WalSpan(32, 0, 0, 0);

    private final Disk disk;
    private final Catalog catalog;
    private final PageHasher hasher;
    private final LtxEncoding encoding;
    private final BusyImage busyImage;
    private final long nodeId;
    private final InstantSource clock;

    /// @param nodeId the writer's id, in the header of every file
    /// @param lockBound how long a database in rollback mode that never holds still may be read under a lock; zero
    ///     where none is ever to be taken
    public Capture(
            Disk disk,
            Catalog catalog,
            Scratch scratch,
            FrameEncoding encoding,
            long nodeId,
            Duration lockBound,
            InstantSource clock) {
        this.disk = disk;
        this.catalog = catalog;
        this.hasher = new PageHasher(catalog.hashSeed());
        this.encoding = new LtxEncoding(scratch, encoding);
        this.busyImage = new BusyImage(scratch, new LiveLog.Tools(hasher, clock), lockBound);
        this.nodeId = nodeId;
        this.clock = clock;
    }

    /// Looks at one database.
    ///
    /// @throws IOException where it, or the scratch space, cannot be read or written
    public CaptureResult step(DatabaseId id) throws IOException {
        DatabaseRow row = catalog.row(id);
        Optional<Position> position = catalog.readPosition(id);
        CaptureResult result = new CaptureResult.Unsettled(Why.NOTHING);
        for (int i = 0; i < ATTEMPTS && isWorthAnother(result); i++) {
            result = attempt(row, position);
        }
        busyImage.note(id, result);
        return result;
    }

    private static boolean isWorthAnother(CaptureResult result) {
        return result instanceof CaptureResult.Unsettled(Why why) && why.code() != ReasonCode.BUSY_IMAGE;
    }

    private CaptureResult attempt(DatabaseRow row, Optional<Position> position) throws IOException {
        try {
            return climb(new Look(row, new DatabaseFiles(disk, row.path()), clock.instant()), position);
        } catch (UnsettledException unsettled) {
            return new CaptureResult.Unsettled(unsettled.why());
        } catch (UnsupportedWalException unsupported) {
            return new CaptureResult.Unsupported(
                    new Why(ReasonCode.FORMAT_UNKNOWN, String.valueOf(unsupported.getMessage())));
        } catch (NoSidecarException strange) {
            return new CaptureResult.Unsupported(new Why(ReasonCode.NOT_A_FILE, String.valueOf(strange.getMessage())));
        } catch (NoSuchFileException absent) {
            return new CaptureResult.Missing();
        }
    }

    /// One look at one database.
    private record Look(DatabaseRow row, DatabaseFiles files, Instant startedAt) {}

    private CaptureResult climb(Look look, Optional<Position> position) throws IOException {
        if (position.isEmpty()) {
            return compare(look, Optional.empty(), Fall.FIRST_COPY);
        }
        return switch (position.get().log()) {
            case LogPosition.Unknown() -> compare(look, position, Fall.NO_PLACE);
            case LogPosition.At at -> follow(look, position.get(), at);
        };
    }

    private CaptureResult follow(Look look, Position position, LogPosition.At at) throws IOException {
        FileStatus status = look.files()
                .status()
                .orElseThrow(() -> new NoSuchFileException(look.row().path().toString()));
        if (!FileIdentity.of(status).equals(position.identity())) {
            return compare(look, Optional.of(position), Fall.REPLACED);
        }
        if (!position.bootId().equals(disk.bootId())) {
            return compare(look, Optional.of(position), Fall.BOOT);
        }
        Followed followed;
        try (OpenFiles open = new OpenFiles(look.files())) {
            Optional<SourceFile> log = open.log();
            followed = log.isEmpty()
                    ? new Followed.NotProved(Fall.LOG_GONE)
                    : new LogFollower(look.files(), hasher)
                            .follow(new LogFollower.Trail(
                                    log.get(), LogFollower.Known.of(position, at), status, CountTrust.NONE));
            if (followed instanceof Followed.Continued continued) {
                return captured(look, position, continued);
            }
        }
        return switch (followed) {
            case Followed.Continued continued -> throw new AssertionError("captured above: " + continued);
            case Followed.Quiet() -> new CaptureResult.NothingNew();
            case Followed.Moved(LogPosition.At place) -> moved(position, place);
            case Followed.Pending(LogPosition.At place) -> new CaptureResult.Unsettled(COMMITTING);
            case Followed.Unsettled(String why) -> new CaptureResult.Unsettled(new Why(ReasonCode.BUSY_LOG, why));
            case Followed.NotProved(Fall why) -> compare(look, Optional.of(position), why);
        };
    }

    private static CaptureResult moved(Position before, LogPosition.At place) {
        return new CaptureResult.Repositioned(
                before.at(place), HashChange.Update.none(before.pageCount()), new How.Followed());
    }

    private CaptureResult captured(Look look, Position before, Followed.Continued continued) throws IOException {
        Changes changes = Changes.of(continued);
        var next = new Position(
                before.txId().next(),
                timestamp(look, before.timestamp()),
                before.identity(),
                before.pageSize(),
                changes.pageCount(),
                continued.end(),
                before.bootId());
        var hashes = new HashChange.Update(changes.pages(), changes.hashes(), changes.pageCount());
        return encode(look, changes, new Next(next, hashes, continued.how(), continued.settled()));
    }

    /// The time of the file: whole milliseconds, and not earlier than the file before, wherever the clock went.
    private static Instant timestamp(Look look, Instant before) {
        Instant now = look.startedAt().truncatedTo(ChronoUnit.MILLIS);
        return now.isBefore(before) ? before : now;
    }

    private CaptureResult compare(Look look, Optional<Position> before, Fall why) throws IOException {
        Optional<PageHashes> known =
                before.isPresent() ? catalog.readHashes(look.row().id()) : Optional.empty();
        var shipped = new Shipped(before, known);
        var source = new BusyImage.Source(look.row().id(), look.files(), shipped.hashes(), look.startedAt());
        if (busyImage.isResting(source)) {
            return new CaptureResult.Unsettled(
                    Imaged.Unsettled.busy("it did not hold still, and rests").why());
        }
        BusyImage.Unsettled reason;
        try (OpenFiles open = new OpenFiles(look.files())) {
            Imaged imaged = new ImageReader(look.files(), hasher, clock).take(open);
            if (!(imaged instanceof Imaged.Unsettled(Why reasonSoFar))) {
                return compare(look, shipped, imaged, why);
            }
            reason = new BusyImage.Unsettled(reasonSoFar, false);
        } catch (MovedException moved) {
            reason = new BusyImage.Unsettled(moved.why(), true);
        }
        try (OpenFiles open = new OpenFiles(look.files())) {
            return compare(look, shipped, busyImage.take(source, open, reason), why);
        }
    }

    private CaptureResult compare(Look look, Shipped shipped, Imaged imaged, Fall why) throws IOException {
        return switch (imaged) {
            case Imaged.Missing() -> new CaptureResult.Missing();
            case Imaged.Empty() -> new CaptureResult.Waiting();
            case Imaged.Unsettled(Why reason) -> new CaptureResult.Unsettled(reason);
            case Imaged.Unsupported(Why reason) -> new CaptureResult.Unsupported(reason);
            case Imaged.Taken(Image image) -> compare(look, shipped, image, why);
        };
    }

    /// What was shipped last: the position, and the hashes of its pages.
    private record Shipped(Optional<Position> position, Optional<PageHashes> known) {

        Changes.KnownHashes hashes() {
            return known.map(Capture::knownHashes).orElse(Changes.KnownHashes.NONE);
        }
    }

    private CaptureResult compare(Look look, Shipped shipped, Image image, Fall why) throws IOException {
        Optional<Position> before = shipped.position();
        boolean isResized = before.isPresent() && before.get().pageSize() != image.pageSize();
        Optional<PageHashes> known = isResized ? Optional.empty() : shipped.known();
        Changes changes = Changes.of(
                image, isResized ? Changes.KnownHashes.NONE : shipped.hashes(), PageSize.lockPage(image.pageSize()));
        HashChange hashes = known.isPresent()
                ? new HashChange.Update(changes.pages(), changes.hashes(), changes.pageCount())
                : new HashChange.Replace(PageHashes.of(image.hashes()));
        boolean isSame = known.isPresent()
                && changes.pages().length == 0
                && before.orElseThrow().pageCount() == image.pageCount();
        TxId txId = before.map(
                        isSame ? Position::txId : position -> position.txId().next())
                .orElse(TxId.FIRST);
        Instant last = before.map(Position::timestamp).orElse(Instant.EPOCH);
        var position = new Position(
                txId,
                isSame ? last : timestamp(look, last),
                image.identity(),
                image.pageSize(),
                image.pageCount(),
                image.log(),
                disk.bootId());
        if (isSame) {
            return image.settled()
                    ? new CaptureResult.Repositioned(position, hashes, new How.Compared(why, image.taking()))
                    : new CaptureResult.Unsettled(COMMITTING);
        }
        return encode(
                look,
                changes,
                new Next(
                        position,
                        hashes,
                        new How.Compared(isResized ? Fall.PAGE_SIZE : why, image.taking()),
                        image.settled()));
    }

    private static Changes.KnownHashes knownHashes(PageHashes known) {
        return (page, hash) -> page <= known.pageCount() && hash != PageHashes.UNKNOWN && known.hash(page) == hash;
    }

    /// What a captured file leads to.
    private record Next(Position position, HashChange hashes, How how, boolean settled) {}

    private CaptureResult encode(Look look, Changes changes, Next next) throws IOException {
        LtxHeader header = header(changes, next.position());
        Scratch.Content content = encoding.encode(header, changes);
        return new CaptureResult.Captured(new CapturedFile(
                look.row().id(),
                look.row().replica(),
                header,
                changes.pages().length,
                content,
                next.position(),
                next.hashes(),
                next.how(),
                look.startedAt(),
                next.settled()));
    }

    private LtxHeader header(Changes changes, Position position) {
        TxIdRange range = TxIdRange.of(position.txId());
        return LtxHeader.of(changes.pageSize(), changes.pageCount(), range, position.timestamp())
                .withWal(WHOLE_LOG)
                .withNodeId(nodeId);
    }
}
