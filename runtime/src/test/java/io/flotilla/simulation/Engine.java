package io.flotilla.simulation;

import io.flotilla.capture.Capture;
import io.flotilla.capture.CaptureResult;
import io.flotilla.capture.CapturedFile;
import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.PageHashes;
import io.flotilla.catalog.Position;
import io.flotilla.detection.ClockWatch;
import io.flotilla.detection.Detection;
import io.flotilla.detection.Sighting;
import io.flotilla.detection.Stretch;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.upload.Confirmation;
import io.flotilla.upload.PendingFile;
import io.flotilla.upload.Upload;
import io.flotilla.upload.UploadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One engine with its catalog, which turns one database as the fleet does: confirm, look, capture, upload, note. Its
/// process may end at any call, and start anew.
final class Engine {

    private static final Duration LOCK_BOUND = Duration.ofMillis(250);

    private final String name;
    private final Place place;
    private final World world;
    private final LtxStore store;
    private final DatabaseId id;
    private final Detection detection;
    private final ClockWatch clockWatch;
    private final Confirmation confirmation;
    private final Upload upload;
    private Capture capture;
    private boolean confirmed;
    private boolean fenced;
    private boolean takesOver;
    private boolean inDoubt;
    private boolean isCaptured = true;
    private final Duration lasting;
    private Clocked confirmedAt = new Clocked(Instant.MIN, 0);
    private Optional<Copy> older = Optional.empty();

    /// @param lasting how long a position is known to be the end of its replica
    Engine(String name, Place place, World world, LtxStore store, Names names, Duration lasting) {
        this.lasting = lasting;
        this.name = name;
        this.place = place;
        this.world = world;
        this.store = store;
        this.id = place.catalog().register(names.database(), names.replica());
        this.detection = new Detection(world.disk(), world.clock());
        this.clockWatch = new ClockWatch(world.clock(), world.clock()::steadyNanos);
        this.confirmation = new Confirmation(store, place.catalog(), world.clock());
        this.upload = new Upload(store, place.catalog(), world.clock());
        this.capture = newCapture();
    }

    /// Where a database lies, and where its replica.
    record Names(Path database, ObjectKey replica) {}

    /// A moment by the clock on the wall and the steady one.
    private record Clocked(Instant wall, long steadyNanos) {}

    /// What the catalog said at an earlier time.
    private record Copy(Position position, Optional<PageHashes> hashes, DatabaseRow row) {}

    /// How a turn ended.
    ///
    /// @param current whether it claims that everything which was committed before it is on the target
    record Turn(String what, boolean current) {}

    String name() {
        return name;
    }

    /// Whether its next file may follow another engine's: it knew of no file of its own and continues after what is
    /// there. The answer is no from now on.
    boolean takesOver() {
        boolean answer = takesOver;
        takesOver = false;
        return answer;
    }

    boolean isFenced() {
        return fenced;
    }

    boolean wrote(long nodeId) {
        return place.isOurs(nodeId);
    }

    Optional<Position> position() {
        return place.catalog().readPosition(id);
    }

    /// The process is gone, and another one starts.
    void restart() {
        confirmed = false;
        fenced = false;
        inDoubt = false;
        capture = newCapture();
    }

    private Capture newCapture() {
        return new Capture(
                world.disk(),
                place.catalog(),
                place.scratch(),
                FrameEncoding.BLOCK,
                place.nextNodeId(),
                LOCK_BOUND,
                world.clock());
    }

    void keepCopy() {
        older = position()
                .map(at -> new Copy(
                        at, place.catalog().readHashes(id), place.catalog().row(id)));
    }

    /// The state directory is that of an earlier day, and the process starts anew.
    void putCopyBack() {
        if (older.isPresent()) {
            Copy copy = older.get();
            HashChange hashes = copy.hashes().isPresent()
                    ? new HashChange.Replace(copy.hashes().get())
                    : new HashChange.Forget();
            DatabaseRow row = copy.row();
            place.catalog()
                    .advance(List.of(new Advance(
                            id, copy.position(), hashes, row.fingerprint(), row.lastWrite(), row.ackedAt())));
        }
        restart();
    }

    /// One turn.
    ///
    /// @throws SimulatedCrash where its process ended in it
    Turn turn() {
        try {
            return confirmed ? look() : confirm();
        } catch (IOException failed) {
            return new Turn("failed: " + failed.getClass().getSimpleName(), false);
        }
    }

    private Clocked now() {
        return new Clocked(world.clock().instant(), world.clock().steadyNanos());
    }

    /// By the clock that says more.
    private boolean isFresh() {
        boolean wall = confirmedAt.wall().isAfter(world.clock().instant().minus(lasting));
        boolean steady = world.clock().steadyNanos() - confirmedAt.steadyNanos() < lasting.toNanos();
        return wall && steady;
    }

    private Turn confirm() throws IOException {
        Clocked begun = now();
        DatabaseRow row = place.catalog().row(id);
        Confirmation.Confirmed result = confirmation.step(row, Confirmation.newest(store.list(row.replica())));
        return switch (result) {
            case Confirmation.Confirmed.Agreed() -> confirmed("agreed", begun);
            case Confirmation.Confirmed.Moved(var from, var to, var flaw) -> {
                takesOver |= from.isEmpty();
                place.catalog().observe(id, Fingerprint.UNKNOWN);
                yield confirmed("moved", begun);
            }
            case Confirmation.Confirmed.Fenced(var why) -> fence("confirmation");
        };
    }

    private Turn confirmed(String how, Clocked begun) {
        confirmedAt = begun;
        confirmed = true;
        inDoubt = false;
        return new Turn("confirmed: " + how, false);
    }

    private Turn fence(String where) {
        fenced = true;
        return new Turn("fenced by " + where, false);
    }

    private Turn look() throws IOException {
        doubt();
        DatabaseRow row = place.catalog().row(id);
        return switch (detection.look(row.path(), row.fingerprint())) {
            case Sighting.Unchanged() -> new Turn("unchanged", isCaptured && !clockWatch.isRepeating());
            case Sighting.Missing() -> new Turn("missing to a look", false);
            case Sighting.Unreadable(var why) -> new Turn("unreadable", false);
            case Sighting.Changed changed -> capture(changed);
        };
    }

    /// As the fleet does at each sweep.
    private void doubt() throws IOException {
        Optional<Stretch> repeated = clockWatch.look();
        if (repeated.isPresent() && detection.isDoubtful(place.catalog().row(id).path(), repeated.get())) {
            place.catalog().observe(id, Fingerprint.UNKNOWN);
        }
    }

    private Turn capture(Sighting.Changed changed) throws IOException {
        Catalog catalog = place.catalog();
        isCaptured = true;
        Fingerprint fingerprint = changed.settled() ? changed.observed() : Fingerprint.UNKNOWN;
        CaptureResult result = capture.step(id);
        if (inDoubt && (result instanceof CaptureResult.NothingNew || result instanceof CaptureResult.Repositioned)) {
            return confirm();
        }
        return switch (result) {
            case CaptureResult.Captured(var file) -> upload(file, fingerprint);
            case CaptureResult.NothingNew() -> {
                catalog.observe(id, fingerprint);
                yield new Turn("nothing new", true);
            }
            case CaptureResult.Repositioned(var position, var hashes, var how) -> {
                DatabaseRow row = catalog.row(id);
                catalog.advance(
                        List.of(new Advance(id, position, hashes, fingerprint, row.lastWrite(), row.ackedAt())));
                yield new Turn("repositioned", true);
            }
            case CaptureResult.Unsettled(var why) -> new Turn("unsettled: " + why, false);
            case CaptureResult.Waiting() -> {
                catalog.observe(id, fingerprint);
                isCaptured = false;
                yield new Turn("waiting", false);
            }
            case CaptureResult.Unsupported(var why) -> {
                catalog.observe(id, fingerprint);
                isCaptured = false;
                yield new Turn("unsupported: " + why, false);
            }
            case CaptureResult.Missing() -> new Turn("missing", false);
        };
    }

    private Turn upload(CapturedFile captured, Fingerprint fingerprint) throws IOException {
        try (captured) {
            Fingerprint kept = captured.settled() ? fingerprint : Fingerprint.UNKNOWN;
            var next = new Advance(
                    id, captured.position(), captured.hashes(), kept, captured.startedAt(), captured.startedAt());
            var pending = new PendingFile(captured.replica(), captured.header(), captured.payload(), next);
            if (!isFresh()) {
                Turn confirmed = confirm();
                if (!confirmed.what().equals("confirmed: agreed")) {
                    return confirmed;
                }
            }
            Clocked begun = now();
            UploadResult result = upload.step(List.of(pending)).getFirst();
            inDoubt = result instanceof UploadResult.Failed;
            return switch (result) {
                case UploadResult.Acknowledged(var at) -> acknowledged(captured, begun);
                case UploadResult.Adopted(var at, var flaw) -> new Turn("adopted", false);
                case UploadResult.Fenced(var why) -> fence("upload");
                case UploadResult.Failed(var cause) -> {
                    place.catalog().observe(id, Fingerprint.UNKNOWN);
                    yield new Turn("not uploaded", false);
                }
            };
        }
    }

    /// Where the put took long, its place may have been taken and left meanwhile.
    private Turn acknowledged(CapturedFile captured, Clocked begun) throws IOException {
        if (!isFresh()) {
            return confirm();
        }
        confirmedAt = begun;
        return new Turn("captured: " + captured.how(), captured.settled());
    }
}
