package io.flotilla.capture;

import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.HeldLock;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.DatabaseHeader;
import io.flotilla.wal.PageSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// An image of a database in rollback mode under the shared lock of a reader, for a short time.
///
/// While it is held nobody writes to the file. A writer waits as it would for any reader, within its busy timeout; but
/// before it has to, it announces itself, and a polite reader then gives the lock back. Anyone gives it back when the
/// bound is over. Both is seen after each chunk of 64 KiB. Pages that differ from what was shipped are kept. For one
/// thread.
final class LockedImage {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final DatabaseFiles files;
    private final PageHasher hasher;
    private final InstantSource clock;
    private final Scratch scratch;

    LockedImage(DatabaseFiles files, LiveLog.Tools tools, Scratch scratch) {
        this.files = files;
        this.hasher = tools.hasher();
        this.clock = tools.clock();
        this.scratch = scratch;
    }

    /// What is done where a writer announces itself.
    enum Manner {
        /// The lock is given back, and the image was not taken.
        POLITE,
        /// The writer waits: nothing else has led to an image.
        FIRM
    }

    /// Takes an image whose changed pages can be read until the files are closed.
    Imaged take(OpenFiles open, Changes.KnownHashes known, Duration bound, Manner manner) throws IOException {
        Optional<FileStatus> before = files.status();
        if (before.isEmpty()) {
            return new Imaged.Missing();
        }
        Optional<Imaged> refusal = ImageReader.refuse(files, before.get());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Instant until = clock.instant().plus(bound);
        Optional<HeldLock> lock = files.lockShared();
        if (lock.isEmpty()) {
            return new Imaged.Unsettled(ReasonCode.OPEN_TRANSACTION, "a writer holds the database exclusively");
        }
        try (HeldLock held = lock.get()) {
            var limits = new Bound(before.get(), held, manner, bound, until);
            limits.check(clock.instant());
            Optional<Why> why = refuse(held);
            return why.isPresent() ? new Imaged.Unsettled(why.get()) : read(open, known, limits);
        } catch (UnsettledException givenUp) {
            return Imaged.Unsettled.busy(givenUp.why().text());
        }
    }

    /// Why the file is not the database, although nobody writes to it.
    private Optional<Why> refuse(HeldLock held) throws IOException {
        if (files.readLogHeader().isPresent()) {
            return Optional.of(new Why(ReasonCode.BEING_WRITTEN, "the database is just going into WAL mode"));
        }
        return files.hasValidJournal() && !held.hasWriter()
                ? Optional.of(new Why(
                        ReasonCode.NEEDS_ROLLBACK,
                        "needs rollback by the application: its writer left a rollback journal behind"))
                : Optional.empty();
    }

    /// Until when the lock may be held, for which file.
    private record Bound(FileStatus before, HeldLock lock, Manner manner, Duration length, Instant until) {

        void check(Instant now) throws IOException {
            if (now.isAfter(until)) {
                throw new UnsettledException(
                        "it could not be read within " + length.toMillis() + " ms under a shared lock");
            }
            if (manner == Manner.POLITE && lock.hasWriter()) {
                throw new UnsettledException("a writer came, and the shared lock was given back");
            }
        }
    }

    private Imaged read(OpenFiles open, Changes.KnownHashes known, Bound bound) throws IOException {
        SourceFile database = open.database();
        Optional<FileStatus> status = files.status();
        if (!status.map(bound.before()::sameFile).orElse(false)) {
            return new Imaged.Unsettled(Fall.REPLACED.toString());
        }
        Optional<DatabaseHeader> header = DatabaseHeader.parse(DatabaseFiles.readStart(database, DatabaseHeader.BYTES));
        if (header.isEmpty() || header.get().isWal() || !header.get().isSupported()) {
            return new Imaged.Unsettled("the database is not in rollback mode");
        }
        int pageSize = header.get().pageSize();
        long size = ImageReader.pageCount(header.get(), database.size() / pageSize);
        if (size > Integer.MAX_VALUE) {
            return new Imaged.Unsupported(
                    new Why(ReasonCode.PAGE_TOO_MANY, "more than " + Integer.MAX_VALUE + " pages"));
        }
        int pageCount = (int) size;
        var pages = open.closing(new GatheredPages(hasher, pageSize, known, new PageStore(scratch, pageSize)));
        copy(database, pages, new Extent(pageSize, pageCount), bound);
        if (!pages.hasAll(pageCount, PageSize.lockPage(pageSize))) {
            return new Imaged.Unsettled(ReasonCode.PAGES_MISSING, ImageReader.CUT);
        }
        if (!files.status().equals(status)) {
            return new Imaged.Unsettled("the database was written in spite of a shared lock");
        }
        // A writer may have waited for the lock: the next look tells.
        return new Imaged.Taken(new Image(
                FileIdentity.of(bound.before()),
                pageSize,
                pages.hashes(pageCount),
                new LogPosition.Unknown(),
                pages::read,
                new Taking.Locked(),
                false));
    }

    private record Extent(int pageSize, int pageCount) {}

    private void copy(SourceFile database, GatheredPages pages, Extent extent, Bound bound) throws IOException {
        int pageSize = extent.pageSize();
        int chunkPages = CHUNK_BYTES / pageSize;
        byte[] chunk = new byte[chunkPages * pageSize];
        for (long first = 1; first <= extent.pageCount(); first += chunkPages) {
            bound.check(clock.instant());
            int bytes = database.read(ByteBuffer.wrap(chunk), (first - 1) * pageSize);
            for (int at = 0; at + pageSize <= bytes && first + at / pageSize <= extent.pageCount(); at += pageSize) {
                pages.put((int) (first + at / pageSize), chunk, at);
            }
        }
    }
}
