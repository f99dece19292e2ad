package io.flotilla.restore;

import io.flotilla.plan.RestorePlan;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
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
        return run(request, progress).restore();
    }

    /// The same by what is listed already, so that nothing is listed again unless a file vanishes.
    public RestoreResult restore(RestoreRequest request, List<ReplicaFile> listing, RestoreProgress progress)
            throws IOException {
        return run(request, progress).restore(listing);
    }

    /// Which files a restore would read, without reading one, but for headers where a target lists no exact
    /// times.
    public RestorePlan plan(RestoreRequest request) throws IOException {
        List<ReplicaFile> listing = new Listings(store, fetching).read(request.replica(), request.point());
        return RestorePlan.of(listing, request.point());
    }

    private RestoreRun run(RestoreRequest request, RestoreProgress progress) {
        return new RestoreRun(new Listings(store, fetching), new ImageBuild(store, fetching, proof), request, progress);
    }
}
