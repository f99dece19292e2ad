package io.flotilla.restore;

import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.TargetException;
import io.flotilla.store.CountedStream;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/// Brings one database back, from the target alone, into a new file.
///
/// Every needed file is read once and verified whole. The new file has its name only when everything was verified
/// and is durable; until then, and after any failure, nothing of it stays. Its journal mode is the one that the
/// database had. Safe for use by several threads.
public final class Restore {

    private static final int PLANS = 4;

    private final LtxStore store;

    public Restore(LtxStore store) {
        this.store = store;
    }

    /// Restores the database as of the wanted point.
    ///
    /// When a file vanishes while it is read (compaction replaced it), the restore plans again, at most three
    /// times.
    ///
    /// @throws OutputRefusedException when the output exists, has left-over sidecars, or has no directory to be in
    /// @throws DamagedReplicaException when files are not what they should be, or pages are missing
    /// @throws TargetException when the target failed
    public RestoreResult restore(RestoreRequest request, RestoreProgress progress) throws IOException {
        new OutputPlace(request.output()).check();
        for (int plan = 1; plan < PLANS; plan++) {
            try {
                return attempt(request, progress);
            } catch (TargetException.NotFound vanished) {
                // The next listing shows what took its place.
            }
        }
        return attempt(request, progress);
    }

    private RestoreResult attempt(RestoreRequest request, RestoreProgress progress) throws IOException {
        return switch (RestorePlan.of(store.list(request.replica()), request.point())) {
            case RestorePlan.Ready(List<ReplicaFile> files) -> build(request, files, new Tally(files, progress));
            case RestorePlan.Impossible why -> new NotRestored(why);
        };
    }

    private Restored build(RestoreRequest request, List<ReplicaFile> files, Tally tally) throws IOException {
        try (UnfinishedFile out = UnfinishedFile.create(new OutputPlace(request.output()))) {
            var image = new DatabaseImage(out);
            for (ReplicaFile file : files) {
                apply(file, image, tally);
            }
            finish(image, files.getLast());
            out.publish();
            return new Restored(
                    files.getLast().range().max(), image.commit(), image.pageSize(), files.size(), tally.bytesRead);
        }
    }

    private void apply(ReplicaFile file, DatabaseImage image, Tally tally) throws IOException {
        try (LtxReader reader = LtxReader.open(new CountedStream(store.open(file), tally))) {
            checkName(file, reader.header());
            image.apply(reader);
        } catch (LtxException | DamagedReplicaException damaged) {
            throw damaged(file, damaged);
        }
    }

    private void finish(DatabaseImage image, ReplicaFile last) throws IOException {
        try {
            image.finish();
        } catch (DamagedReplicaException incomplete) {
            throw damaged(last, incomplete);
        }
    }

    private static void checkName(ReplicaFile file, LtxHeader header) throws DamagedReplicaException {
        if (!header.range().equals(file.range())) {
            throw new DamagedReplicaException("its header says TXID " + header.range());
        }
    }

    private DamagedReplicaException damaged(ReplicaFile file, IOException why) {
        return new DamagedReplicaException(
                "The replica is damaged at " + store.key(file.name()) + ": " + why.getMessage(), why);
    }

    /// Adds up what has been read of the files of one plan.
    private static final class Tally implements LongConsumer {

        private final RestoreProgress progress;
        private final long bytesTotal;
        private long bytesRead;

        Tally(List<ReplicaFile> files, RestoreProgress progress) {
            this.progress = progress;
            this.bytesTotal = files.stream().mapToLong(ReplicaFile::size).sum();
        }

        @Override
        public void accept(long bytes) {
            bytesRead += bytes;
            progress.at(bytesRead, bytesTotal);
        }
    }
}
