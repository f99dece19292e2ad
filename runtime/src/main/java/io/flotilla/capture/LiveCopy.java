package io.flotilla.capture;

import io.flotilla.catalog.FileIdentity;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.PageSize;
import io.flotilla.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An image of a database whose log starts over while the database is copied: the log is followed all the while.
///
/// All committed frames of one generation are read, then the database file in chunks, with a look at the log after
/// each, and the log once more in the end. A checkpoint writes only pages of committed frames, and every one of these
/// was met; so a page that the log holds has its latest content there, and any other was not written since the
/// beginning. A look that proves nothing ends the attempt.
///
/// Cost: the database file once; a look at the log for each chunk ([LiveLog]); twelve bytes and a bit a page; the
/// pages that differ from what was shipped, beyond a megabyte in one scratch file. For one thread.
final class LiveCopy {

    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int ATTEMPTS = 8;
    private static final int LAST_LOOKS = 50;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final DatabaseFiles files;
    private final LiveLog.Tools tools;
    private final Scratch scratch;
    private boolean hasCopied;

    LiveCopy(DatabaseFiles files, LiveLog.Tools tools, Scratch scratch) {
        this.files = files;
        this.tools = tools;
        this.scratch = scratch;
    }

    /// Takes an image, once, whose changed pages can be read until the files are closed.
    Imaged take(OpenFiles open, Changes.KnownHashes known) throws IOException {
        Instant until = tools.clock().instant().plus(LONGEST);
        String why = "";
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return attempt(open, known, until);
            } catch (MovedException moved) {
                why = "its log could not be followed while it was copied: "
                        + moved.why().text();
            } catch (UnsettledException givenUp) {
                return Imaged.Unsettled.busy(givenUp.why().text());
            }
        }
        return hasCopied ? Imaged.Unsettled.busy(why) : new Imaged.Unsettled(why);
    }

    private Imaged attempt(OpenFiles open, Changes.KnownHashes known, Instant until) throws IOException {
        FileStatus before = status();
        Optional<Imaged> refusal = ImageReader.refuse(files, before);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        WalHeader generation = files.readLogHeader().orElseThrow(() -> new MovedException(Fall.LOG_EMPTIED.toString()));
        int pageSize = generation.pageSize();
        var pages = open.closing(new GatheredPages(tools.hasher(), pageSize, known, new PageStore(scratch, pageSize)));
        boolean isTaken = false;
        try {
            LiveLog log = LiveLog.begin(generation, files, pages, tools);
            hasCopied = true;
            copy(open.database(), pageSize, new Gathering(pages, log, until));
            Imaged image = image(before, pages, log, pageSize);
            isTaken = true;
            return image;
        } finally {
            if (!isTaken) {
                pages.close();
            }
        }
    }

    private FileStatus status() throws IOException {
        return files.status().orElseThrow(() -> new NoSuchFileException("the database"));
    }

    private record Gathering(GatheredPages pages, LiveLog log, Instant until) {}

    private void copy(SourceFile database, int pageSize, Gathering to) throws IOException {
        int chunkPages = CHUNK_BYTES / pageSize;
        byte[] chunk = new byte[chunkPages * pageSize];
        for (long first = 1; first <= to.log().pageCount(); first += chunkPages) {
            int bytes = database.read(ByteBuffer.wrap(chunk), (first - 1) * pageSize);
            for (int at = 0; at + pageSize <= bytes; at += pageSize) {
                long page = first + at / pageSize;
                if (page <= to.log().pageCount() && !to.pages().has((int) page)) {
                    to.pages().put((int) page, chunk, at);
                }
            }
            to.log().follow();
            if (tools.clock().instant().isAfter(to.until())) {
                throw new UnsettledException("it takes longer than " + LONGEST.toMinutes() + " minutes to copy it");
            }
        }
    }

    private Imaged image(FileStatus before, GatheredPages pages, LiveLog log, int pageSize) throws IOException {
        int looks = 1;
        while (!log.follow()) {
            if (looks++ == LAST_LOOKS) {
                throw new MovedException("nobody can tell how far its log counts");
            }
        }
        if (!status().sameFile(before)) {
            throw new MovedException(Fall.REPLACED.toString());
        }
        if (!pages.hasAll(log.pageCount(), PageSize.lockPage(pageSize))) {
            throw new MovedException("pages are neither in the database nor in its log");
        }
        return new Imaged.Taken(new Image(
                FileIdentity.of(before),
                pageSize,
                pages.hashes(log.pageCount()),
                log.place(),
                pages::read,
                new Taking.Live(log.restarts()),
                log.settled()));
    }
}
