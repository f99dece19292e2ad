package io.flotilla.fleet;

import io.flotilla.capture.Capture;
import io.flotilla.capture.CaptureResult;
import io.flotilla.capture.CapturedFile;
import io.flotilla.capture.How;
import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.Position;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.disk.Fingerprint;
import io.flotilla.upload.PendingFile;
import io.flotilla.upload.UploadResult;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/// The replicator: the capture step, then the upload step. A few captures run at a time, for each may hold some
/// megabytes.
final class StepReplicator implements Replicator {

    private final Catalog catalog;
    private final Capture capture;
    private final UploadLanes uploads;
    private final Confirmations confirmations;
    private final Rungs rungs;
    private final Semaphore captures;
    private final FleetWitness witness;
    private final InstantSource clock;

    StepReplicator(Catalog catalog, Parts parts, Semaphore captures, InstantSource clock) {
        this.catalog = catalog;
        this.capture = parts.capture();
        this.uploads = parts.uploads();
        this.confirmations = parts.confirmations();
        this.rungs = parts.rungs();
        this.witness = parts.witness();
        this.captures = captures;
        this.clock = clock;
    }

    /// What it is made of.
    ///
    /// @param witness hears of what is captured, and nothing else of here
    record Parts(
            Capture capture, UploadLanes uploads, Confirmations confirmations, Rungs rungs, FleetWitness witness) {}

    @Override
    public void start(Executor threads) {
        uploads.start(threads);
    }

    @Override
    public Outcome replicate(Change change) throws InterruptedException {
        CaptureResult result;
        captures.acquire();
        Instant startedAt = clock.instant();
        try {
            result = capture.step(change.database());
        } catch (IOException failure) {
            return new Outcome.SourceFailed(failure);
        } finally {
            captures.release();
        }
        return switch (result) {
            case CaptureResult.Captured(var file) -> upload(change, file);
            case CaptureResult.NothingNew() ->
                nothingNew(change, startedAt, () -> {
                    rungs.count(new How.Followed());
                    catalog.observe(change.database(), change.fingerprintToKeep());
                });
            case CaptureResult.Repositioned repositioned ->
                nothingNew(change, startedAt, () -> reposition(change, repositioned));
            case CaptureResult.Unsettled(var why) -> new Outcome.Unsettled(why);
            case CaptureResult.Waiting() -> new Outcome.Waiting();
            case CaptureResult.Unsupported(var why) -> new Outcome.Unsupported(why);
            case CaptureResult.Missing() -> new Outcome.Missing();
        };
    }

    /// Says so, unless more is on the target than the position knows of.
    private Outcome nothingNew(Change change, Instant startedAt, Runnable note) {
        Optional<Outcome> objection = confirmations.beforeNothingNew(catalog.row(change.database()));
        if (objection.isPresent()) {
            return objection.get();
        }
        note.run();
        return new Outcome.NothingNew(startedAt);
    }

    private void reposition(Change change, CaptureResult.Repositioned found) {
        rungs.count(found.how());
        DatabaseRow row = catalog.row(change.database());
        sayIdentity(row, found.position(), found.how());
        catalog.advance(List.of(new Advance(
                change.database(),
                found.position(),
                found.hashes(),
                change.fingerprintToKeep(),
                row.lastWrite(),
                row.ackedAt())));
    }

    private Outcome upload(Change change, CapturedFile captured) throws InterruptedException {
        try (captured) {
            witness.captured(change.database());
            rungs.count(captured.how());
            DatabaseRow row = catalog.row(change.database());
            Optional<Outcome> objection = confirmations.beforePut(row);
            return objection.isPresent() ? objection.get() : put(change, row, captured);
        } catch (IOException failure) {
            return new Outcome.SourceFailed(failure);
        }
    }

    private Outcome put(Change change, DatabaseRow row, CapturedFile captured) throws InterruptedException {
        sayIdentity(row, captured.position(), captured.how());
        Clocks.Moment begun = confirmations.now();
        UploadResult result = uploads.upload(pending(change, captured));
        return switch (result) {
            case UploadResult.Acknowledged(var at) ->
                confirmations
                        .afterPut(row, begun)
                        .orElseGet(
                                () -> new Outcome.Shipped(acknowledgement(change, captured, at), captured.settled()));
            case UploadResult.Adopted(var at, var flaw) -> new Outcome.Adopted(flaw);
            case UploadResult.Fenced(var why) -> new Outcome.Fenced(new Why(ReasonCode.OTHER_WRITER, why));
            case UploadResult.Failed(var cause) -> {
                confirmations.afterFailedPut(row);
                yield new Outcome.TargetFailed(cause);
            }
        };
    }

    /// Only a comparison meets another file.
    private void sayIdentity(DatabaseRow row, Position next, How how) {
        if (how instanceof How.Compared) {
            catalog.readPosition(row.id()).ifPresent(before -> Identities.compare(row, before, next, how));
        }
    }

    private static PendingFile pending(Change change, CapturedFile captured) {
        Fingerprint fingerprint = captured.settled() ? change.fingerprintToKeep() : Fingerprint.UNKNOWN;
        var next = new Advance(
                captured.database(),
                captured.position(),
                captured.hashes(),
                fingerprint,
                change.modified(),
                captured.startedAt());
        return new PendingFile(captured.replica(), captured.header(), captured.payload(), next);
    }

    private static Acknowledgement acknowledgement(Change change, CapturedFile captured, Instant at) {
        return new Acknowledgement(
                captured.database(),
                captured.position().txId(),
                captured.pages(),
                captured.payload().size(),
                change.modified(),
                captured.startedAt(),
                at,
                captured.how());
    }
}
