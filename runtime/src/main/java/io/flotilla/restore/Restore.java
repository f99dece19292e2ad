package io.flotilla.restore;

import io.flotilla.plan.RestorePlan;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// Brings one database back, from the target alone, into a new file.
///
/// Every needed file is read once and verified whole. The new file has its name only when everything was
/// verified and is durable; until then, and after any failure, nothing of it stays. Its journal mode is the
/// one that the database had. Safe for use by several threads.
public final class Restore {

    private final LtxStore store;
    private final Fetching fetching;
    private final Proof proof;

    /// A restore that reads each file when it is needed, and trusts the checksums.
    public Restore(LtxStore store) {
        this(store, Fetching.onDemand(), Proof.CHECKSUMS);
    }

    public Restore(LtxStore store, Fetching fetching, Proof proof) {
        this.store = store;
        this.fetching = fetching;
        this.proof = proof;
    }

    /// Restores the database as of the wanted point.
    ///
    /// When a file vanishes while it is read (compaction replaced it), the restore plans again. A file that
    /// is damaged, or listed and not there, is passed over where other files prove the same state.
    ///
    /// @throws OutputRefusedException when the output exists, has left-over sidecars, or has no directory to
    ///     be in
    /// @throws DamagedReplicaException when files are not what they should be, or pages are missing, and no
    ///     other files
    ///     prove the same state
    /// @throws UnsoundDatabaseException when the proof found faults
    /// @throws TargetException when the target failed; trying again may help where it was unavailable
    public RestoreResult restore(RestoreRequest request, RestoreProgress progress) throws IOException {
        return run(request, progress, new Making.AtOnce()).restore();
    }

    /// The same by what is listed already, so that nothing is listed again unless a file vanishes.
    public RestoreResult restore(RestoreRequest request, List<ReplicaFile> listing, RestoreProgress progress)
            throws IOException {
        return run(request, progress, new Making.AtOnce()).restore(listing);
    }

    /// Makes the database of what is listed already under a temporary name, which nothing has, on the file
    /// system of its output. After a failure nothing of it stays.
    ///
    /// Durability and the name are left to the caller, who sees to them for many at a time.
    public PreparedRestore prepare(RestoreRequest request, List<ReplicaFile> listing, Path temporary)
            throws IOException {
        var aside = new Making.Aside(temporary);
        return switch (run(request, RestoreProgress.NONE, aside).restore(listing)) {
            case RestoreResult.Restored result -> new PreparedRestore.Prepared(result, aside.made());
            case RestoreResult.NotRestored(var why) -> new PreparedRestore.NotPrepared(why);
        };
    }

    /// Which files a restore would read, without reading one, but for headers where a target lists no exact
    /// times.
    public RestorePlan plan(RestoreRequest request) throws IOException {
        List<ReplicaFile> listing = new Listings(store, fetching).read(request.replica(), request.point());
        return RestorePlan.of(listing, request.point());
    }

    /// Whether the output is a file that has the wanted state already, by what is listed. Reads the file,
    /// and of the target only what that takes; writes nothing. Nobody else may write to the file meanwhile,
    /// and its log is not looked at.
    ///
    /// @throws TargetException when the target failed; trying again may help where it was unavailable
    public Comparison compare(RestoreRequest request, List<ReplicaFile> listing) throws IOException {
        List<ReplicaFile> timed = new Listings(store, fetching).timed(listing, request.point());
        return switch (RestorePlan.of(timed, request.point())) {
            case RestorePlan.Ready(var files) -> compare(request.output(), files);
            case RestorePlan.NotContiguous(var gap, var before)
            when request.has(Wish.TO_GAP) -> compare(request.output(), before);
            case RestorePlan.Impossible why -> new Comparison.NotComparable(why);
        };
    }

    private Comparison compare(Path output, List<ReplicaFile> files) throws IOException {
        if (!Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
            return new Comparison.Different(files, Comparison.Reads.NONE);
        }
        try (LocalPages local = LocalPages.open(output)) {
            var likeness = new Likeness(store, local);
            boolean same = likeness.isSame(files);
            return same
                    ? new Comparison.Same(files.getLast().range().max(), likeness.read())
                    : new Comparison.Different(files, likeness.read());
        }
    }

    private RestoreRun run(RestoreRequest request, RestoreProgress progress, Making making) {
        var build = new ImageBuild(store, fetching, proof, making);
        return new RestoreRun(new Listings(store, fetching), build, request, progress);
    }
}
