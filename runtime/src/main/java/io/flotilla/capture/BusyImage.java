package io.flotilla.capture;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Why;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// An image of a database that does not hold still for an [ImageReader]: by following its log while it is copied, or,
/// in rollback mode and after several looks in vain, under a shared lock. What did not work is not tried again before
/// nine times as long is over, or the database has come to rest. Safe for use by several threads, for different
/// databases.
final class BusyImage {

    /// How often a database is looked at before a lock is taken, or it counts as busy where no means is left. The fleet
    /// pauses between looks.
    private static final int PATIENT_LOOKS = 5;

    /// And before a writer that comes has to wait for the lock.
    private static final int POLITE_LOOKS = 30;

    private final Scratch scratch;
    private final LiveLog.Tools tools;
    private final Duration lockBound;
    private final BusyDatabases busy = new BusyDatabases();

    /// @param lockBound how long a shared lock may be held; none is ever taken where it is zero
    BusyImage(Scratch scratch, LiveLog.Tools tools, Duration lockBound) {
        this.scratch = scratch;
        this.tools = tools;
        this.lockBound = lockBound;
    }

    /// A database that is read, and what is known of its pages.
    record Source(DatabaseId id, DatabaseFiles files, Changes.KnownHashes known, Instant startedAt) {}

    /// Whether a database is left alone after an attempt in vain.
    boolean isResting(Source source) throws IOException {
        return busy.isBusy(source.id()) && busy.isResting(source.id(), now(source));
    }

    /// Tries once more where it may help.
    ///
    /// @param why what became of the image without these means
    Imaged take(Source source, OpenFiles open, Unsettled why) throws IOException {
        Imaged imaged = tryAll(source, open, why);
        if (imaged instanceof Imaged.Unsettled unsettled && unsettled.isBusy()) {
            failed(source);
        }
        return imaged;
    }

    /// Why an image was not taken; whether something was written over while it was read.
    record Unsettled(Why why, boolean moved) {}

    private Imaged tryAll(Source source, OpenFiles open, Unsettled why) throws IOException {
        boolean isPatient = busy.looks(source.id()) < PATIENT_LOOKS;
        Imaged otherwise = new Imaged.Unsettled(why.why());
        boolean hasLog = source.files().readLogHeader().isPresent();
        if (hasLog && why.moved()) {
            otherwise = new LiveCopy(source.files(), tools, scratch).take(open, source.known());
        }
        if (!hasLog && !isPatient && !lockBound.isZero()) {
            return new LockedImage(source.files(), tools, scratch)
                    .take(open, source.known(), lockBound, manner(source.id()));
        }
        return isPatient || !why.moved() ? otherwise : busy(otherwise);
    }

    private LockedImage.Manner manner(DatabaseId database) {
        return busy.looks(database) < POLITE_LOOKS ? LockedImage.Manner.POLITE : LockedImage.Manner.FIRM;
    }

    private static Imaged busy(Imaged imaged) {
        return imaged instanceof Imaged.Unsettled unsettled && !unsettled.isBusy()
                ? Imaged.Unsettled.busy(unsettled.why().text())
                : imaged;
    }

    private void failed(Source source) throws IOException {
        BusyDatabases.Now now = now(source);
        busy.failed(source.id(), Duration.between(source.startedAt(), now.time()), now);
    }

    private BusyDatabases.Now now(Source source) throws IOException {
        return new BusyDatabases.Now(tools.clock().instant(), source.files().fingerprint());
    }

    /// Notes what came of a look.
    void note(DatabaseId database, CaptureResult result) {
        if (result instanceof CaptureResult.Unsettled) {
            busy.moved(database);
        } else {
            busy.settled(database);
        }
    }
}
