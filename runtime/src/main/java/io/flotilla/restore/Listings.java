package io.flotilla.restore;

import io.flotilla.ltx.LtxException;
import io.flotilla.plan.RestorePoint;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// What a target lists of one replica, with the timestamps that a moment needs.
///
/// An object store lists when it stored a file, which is later than what its header says: by little, or by
/// the length of an outage, or of a level where the file was merged. So where a moment is wanted, headers are
/// read, but for files that were stored long before: no clock that such a store talks to is wrong by a day.
final class Listings {

    private static final Duration CLOCK_ERROR = Duration.ofDays(1);
    private static final int AT_A_TIME = 32;

    private final LtxStore store;
    private final Fetching fetching;

    Listings(LtxStore store, Fetching fetching) {
        this.store = store;
        this.fetching = fetching;
    }

    List<ReplicaFile> read(ObjectKey replica, RestorePoint point) throws IOException {
        return timed(store.list(replica), point);
    }

    /// The same files, with the timestamps of their headers where that may matter.
    List<ReplicaFile> timed(List<ReplicaFile> listing, RestorePoint point) throws IOException {
        return switch (point) {
            case RestorePoint.Latest() -> listing;
            case RestorePoint.AsOf(var txId) -> listing;
            case RestorePoint.Until(Instant moment) -> timed(listing, moment);
        };
    }

    private List<ReplicaFile> timed(List<ReplicaFile> listing, Instant moment) throws IOException {
        var timed = new ArrayList<ReplicaFile>(listing.size());
        var asked = new ArrayList<FutureTask<Optional<ReplicaFile>>>();
        for (ReplicaFile file : listing) {
            if (file.timestampExact() || file.timestamp().isBefore(moment.minus(CLOCK_ERROR))) {
                timed.add(file);
                continue;
            }
            var header = new FutureTask<>(() -> timed(file));
            fetching.executor().execute(header);
            asked.add(header);
            if (asked.size() == AT_A_TIME) {
                await(asked, timed);
            }
        }
        await(asked, timed);
        return timed;
    }

    private static void await(List<FutureTask<Optional<ReplicaFile>>> asked, List<ReplicaFile> timed)
            throws IOException {
        for (var header : asked) {
            try {
                header.get().ifPresent(timed::add);
            } catch (ExecutionException failure) {
                throw failure.getCause() instanceof IOException io ? io : new IOException(failure.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while reading headers", interrupted);
            }
        }
        asked.clear();
    }

    /// A file that is gone is none of the plan. One without a sound header keeps its time: if it is needed,
    /// that is said.
    private Optional<ReplicaFile> timed(ReplicaFile file) throws IOException {
        try {
            Instant timestamp = store.readHeader(file.name()).timestamp();
            return Optional.of(
                    new ReplicaFile(file.replica(), file.level(), file.range(), file.size(), timestamp, true));
        } catch (LtxException damaged) {
            return Optional.of(file);
        } catch (TargetException.NotFound removed) {
            return Optional.empty();
        }
    }
}
