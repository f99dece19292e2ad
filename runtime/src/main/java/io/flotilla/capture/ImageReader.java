package io.flotilla.capture;

import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.LogPosition.IndexMark;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Settling;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.DatabaseHeader;
import io.flotilla.wal.PageSize;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import io.flotilla.wal.WalPoint;
import io.flotilla.wal.WalWalk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Takes an image of a database without a lock, by the order of its reads alone.
///
/// *With a log:* the status of the database and the header of the log are looked at before the database is
/// copied, the log is read after it. While the header stays the same, a checkpoint writes only pages whose
/// committed frames are in the log, so laying the log over the copy repairs whatever the copy caught
/// half-written.
///
/// *Without a log:* every write moves the file's time stamps, so a status that did not change around the copy,
/// with no valid journal and no exclusive lock, proves that nothing was written.
final class ImageReader {

    private static final Imaged ENCRYPTED = new Imaged.Unsupported(
            ReasonCode.ENCRYPTED,
            "not a SQLite database, or an encrypted one (SQLCipher, SEE), which is not supported: exclude it");

    static final String CUT = "the file is shorter than its header says: it is being copied, or was cut";

    private final DatabaseFiles files;
    private final PageHasher hasher;
    private final InstantSource clock;

    ImageReader(DatabaseFiles files, PageHasher hasher, InstantSource clock) {
        this.files = files;
        this.hasher = hasher;
        this.clock = clock;
    }

    /// What is looked at before the database is copied, in this order. `isOld` where no write can hide in the
    /// same step of the clock.
    private record Before(
            FileStatus status,
            boolean isOld,
            Optional<WalHeader> log,
            DatabaseLocks locks,
            Optional<WalIndexHeader> index) {}

    /// Takes an image from files that the caller closes when the pages are read.
    Imaged take(OpenFiles open) throws IOException {
        // Before the status: a write right after it may share its time stamp, however late the clock is read.
        Instant now = clock.instant();
        Optional<FileStatus> status = files.status();
        if (status.isEmpty()) {
            return new Imaged.Missing();
        }
        Optional<Imaged> refusal = refuse(files, status.get());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        boolean isOld = Settling.isSettled(
                Math.max(status.get().modifiedNanos(), status.get().changedNanos()), now, clock.instant());
        Optional<WalHeader> log = files.readLogHeader();
        if (files.hasValidJournal()) {
            return journal();
        }
        DatabaseLocks locks = files.locks();
        Optional<WalIndexHeader> index =
                log.isPresent() && locks != DatabaseLocks.NONE ? files.readWalIndex() : Optional.empty();
        var before = new Before(status.get(), isOld, log, locks, index);
        SourceFile database = open.database();
        Optional<DatabaseHeader> header = DatabaseHeader.parse(DatabaseFiles.readStart(database, DatabaseHeader.BYTES));
        if (header.isEmpty() && log.isEmpty()) {
            return ENCRYPTED;
        }
        if (header.isPresent() && !header.get().isSupported()) {
            return new Imaged.Unsupported(
                    ReasonCode.FORMAT_UNKNOWN,
                    "file format version " + header.get().readVersion() + " is not known");
        }
        int pageSize =
                log.isPresent() ? log.get().pageSize() : header.orElseThrow().pageSize();
        if (database.size() / pageSize > Integer.MAX_VALUE) {
            return new Imaged.Unsupported(ReasonCode.PAGE_TOO_MANY, "more than " + Integer.MAX_VALUE + " pages");
        }
        DatabasePages pages = DatabasePages.readAll(database, pageSize, hasher);
        return log.isPresent() ? withLog(before, header, pages, open) : withoutLog(before, header.orElseThrow(), pages);
    }

    /// A writer holds a lock as long as his journal is good for something.
    private Imaged journal() throws IOException {
        return files.locks() == DatabaseLocks.NONE
                ? new Imaged.Unsettled(
                        ReasonCode.NEEDS_ROLLBACK,
                        "a rollback journal is there, and nobody has the database open: a transaction needs rollback")
                : new Imaged.Unsettled(
                        ReasonCode.OPEN_TRANSACTION, "a rollback journal is there: a transaction is open");
    }

    /// What is not even opened: opening a pipe, for one, waits for its writer.
    static Optional<Imaged> refuse(DatabaseFiles files, FileStatus status) throws IOException {
        if (status.kind() != FileStatus.Kind.FILE) {
            return Optional.of(new Imaged.Unsupported(ReasonCode.NOT_A_FILE, "not a file"));
        }
        if (status.links() > 1) {
            return Optional.of(
                    new Imaged.Unsupported(ReasonCode.HARD_LINKED, "hard-linked: its log may lie beside another name"));
        }
        if (files.isLink()) {
            return Optional.of(new Imaged.Unsupported(
                    ReasonCode.SYMBOLIC_LINK, "a symbolic link: its log lies beside the file it leads to"));
        }
        return status.size() == 0 ? Optional.of(new Imaged.Empty()) : Optional.empty();
    }

    private Imaged withLog(Before before, Optional<DatabaseHeader> header, DatabasePages pages, OpenFiles open)
            throws IOException {
        WalHeader generation = before.log().orElseThrow();
        Optional<SourceFile> log = open.log();
        if (log.isEmpty() || !DatabaseFiles.readLogHeader(log.get()).equals(before.log())) {
            throw new MovedException("the log started over while the database was read");
        }
        LogLimit limit = LogLimit.look(files, log.get(), generation);
        if (limit instanceof LogLimit.Unknown(String why)) {
            return new Imaged.Unsettled(why);
        }
        var frames = new LogFrames(log.get(), generation, WalHeader.BYTES, hasher);
        var walk = new WalWalk(log.get(), generation, limit.offset());
        WalPoint end = walk.walk(generation.start(), frames).point();
        boolean settled = !walk.hasCommitBehind(end);
        Optional<DatabaseHeader> known =
                header.isPresent() ? header : firstPage(frames.latest(), new byte[generation.pageSize()]);
        return known.isEmpty()
                ? ENCRYPTED
                : overlay(before, known.get(), new Overlay(pages, frames, limit, end, settled));
    }

    /// The header that the log holds, where the one in the file was damaged while a checkpoint wrote it.
    private static Optional<DatabaseHeader> firstPage(LatestFrames latest, byte[] page) throws IOException {
        int index = latest.find(1);
        if (index < 0) {
            return Optional.empty();
        }
        latest.read(index, page);
        return DatabaseHeader.parse(ByteBuffer.wrap(page));
    }

    /// What was read: the pages of the database file, and the committed frames of the log up to a point.
    private record Overlay(DatabasePages pages, LogFrames frames, LogLimit limit, WalPoint end, boolean settled) {}

    private Imaged overlay(Before before, DatabaseHeader header, Overlay read) throws IOException {
        WalHeader generation = before.log().orElseThrow();
        Optional<FileStatus> after = files.status();
        if (!files.readLogHeader().equals(before.log())
                || !after.map(before.status()::sameFile).orElse(false)) {
            throw new MovedException("the log started over while it was read");
        }
        if (!read.limit().holds(files)) {
            return new Imaged.Unsettled(LogLimit.OPENED);
        }
        if (read.frames().isEmpty() && !after.equals(Optional.of(before.status()))) {
            throw new MovedException("the database was written while it was read");
        }
        if (read.frames().isEmpty() && isCut(header, read.pages())) {
            return new Imaged.Unsettled(ReasonCode.PAGES_MISSING, CUT);
        }
        if (isCopiedOver(before, after.orElseThrow(), read.limit())) {
            throw new MovedException(Fall.COPIED_OVER.toString());
        }
        LatestFrames latest = read.frames().latest();
        int pageCount = read.frames().isEmpty()
                ? filePages(header, read.pages())
                : read.frames().pageCount();
        int lockPage = PageSize.lockPage(generation.pageSize());
        if (!latest.holdsAll(read.pages().count(), pageCount, lockPage)) {
            return new Imaged.Unsettled(ReasonCode.PAGES_MISSING, "pages are neither in the database nor in its log");
        }
        // All of the file was read, so its time stamp says as much as that of a file which nobody has open.
        var known = new IndexMark.Closed(before.status().modifiedNanos());
        var around = new LogPositions.Around(before.status(), after.orElseThrow(), known);
        IndexMark mark = LogPositions.mark(read.limit(), generation, read.end(), around);
        long[] hashes = read.pages().hashes(pageCount);
        for (int i = 0; i < latest.count(); i++) {
            hashes[latest.pages()[i] - 1] = latest.hashes()[i];
        }
        return new Imaged.Taken(new Image(
                FileIdentity.of(before.status()),
                generation.pageSize(),
                hashes,
                LogPositions.at(generation, read.end(), mark),
                reader(latest, read.pages()),
                new Taking.Still(),
                read.settled()));
    }

    /// Pages that the log holds are read from there, the others from the database file.
    private static Image.PageReader reader(LatestFrames overlay, DatabasePages pages) {
        return (page, into) -> {
            int index = overlay.find(page);
            if (index >= 0) {
                overlay.read(index, into);
            } else {
                pages.read(page, into);
            }
        };
    }

    private Imaged withoutLog(Before before, DatabaseHeader header, DatabasePages pages) throws IOException {
        Optional<String> remote = files.remoteFileSystem();
        if (remote.isPresent()) {
            return new Imaged.Unsupported(
                    ReasonCode.REMOTE_FILE_SYSTEM,
                    "it has no log and lies on " + remote.get()
                            + ", where an unchanged time stamp does not prove that nothing was written: move it to a local disk");
        }
        // In WAL mode pages are written behind a log only, so who holds such a database alone beside an empty log is
        // not writing to it.
        boolean hasEmptyLog = header.isWal() && files.hasLog();
        if (before.locks() == DatabaseLocks.EXCLUSIVE && !hasEmptyLog) {
            return new Imaged.Unsettled(ReasonCode.OPEN_TRANSACTION, "a writer holds the database exclusively");
        }
        if (before.locks() == DatabaseLocks.SHARED && header.isWal() && !files.hasLog()) {
            return new Imaged.Unsettled(
                    ReasonCode.LOG_ELSEWHERE, "a connection is open in WAL mode, and no log lies beside this name");
        }
        boolean unchanged = files.status().equals(Optional.of(before.status()))
                && files.readLogHeader().isEmpty()
                && !files.hasValidJournal();
        if (!unchanged) {
            throw new MovedException("the database was written while it was read");
        }
        if (!before.isOld()) {
            return new Imaged.Unsettled("the database was written just now");
        }
        if (isCut(header, pages)) {
            return new Imaged.Unsettled(ReasonCode.PAGES_MISSING, CUT);
        }
        int pageCount = filePages(header, pages);
        return new Imaged.Taken(new Image(
                FileIdentity.of(before.status()),
                pages.pageSize(),
                pages.hashes(pageCount),
                new LogPosition.Unknown(),
                pages::read,
                new Taking.Still(),
                true));
    }

    /// The size of the database by its file alone (SQLite file format, section 1.3.7): the header's where that
    /// is valid.
    static long pageCount(DatabaseHeader header, long filePages) {
        return header.sizeIsValid() && header.sizeInPages() > 0 ? header.sizeInPages() : filePages;
    }

    /// Whether the database file was written while it was read, although no checkpoint has copied anything. One
    /// that is at work has announced itself in the index before its first write. Where nobody has the database
    /// open, nobody makes one.
    private boolean isCopiedOver(Before before, FileStatus after, LogLimit limit) throws IOException {
        if (after.modifiedNanos() == before.status().modifiedNanos()) {
            return false;
        }
        if (before.index().isEmpty()) {
            return limit instanceof LogLimit.Closed && before.locks() == DatabaseLocks.NONE;
        }
        WalIndexHeader then = before.index().get();
        return files.readWalIndex()
                .filter(now -> now.salts().equals(then.salts())
                        && now.backfilled() == then.backfilled()
                        && now.backfillAttempted() == then.backfilled())
                .isPresent();
    }

    private static int filePages(DatabaseHeader header, DatabasePages pages) {
        return Math.toIntExact(pageCount(header, pages.count()));
    }

    /// Whether pages are missing at the end of the file, which SQLite takes for damage.
    private static boolean isCut(DatabaseHeader header, DatabasePages pages) {
        return pages.count() == 0 || filePages(header, pages) > pages.count();
    }
}
