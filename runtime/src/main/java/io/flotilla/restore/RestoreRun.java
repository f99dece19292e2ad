package io.flotilla.restore;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One restore: plans, builds, and plans again without what turned out to be missing or damaged.
///
/// A file that is not there was replaced by a compaction, and the next listing shows by what. If that one
/// still has it, it is lost, like one that is damaged: then other files have to lead to the same transaction.
/// A state that is older than the wanted one is a result only where that was wished for. For use by one
/// thread, once.
final class RestoreRun {

    /// Each attempt reads all before the file that fails it.
    private static final int MOST_UNUSABLE = 16;

    private static final int LISTINGS = 4;

    private final Listings listings;
    private final ImageBuild build;
    private final RestoreRequest request;
    private final RestoreProgress progress;
    private final OutputPlace place;
    private final Set<FileName> vanished = new HashSet<>();
    private final Map<FileName, UnusableFileException> unusable = new LinkedHashMap<>();
    private int listed;

    RestoreRun(Listings listings, ImageBuild build, RestoreRequest request, RestoreProgress progress) {
        this.listings = listings;
        this.build = build;
        this.request = request;
        this.progress = progress;
        this.place = OutputPlace.of(request);
    }

    RestoreResult restore() throws IOException {
        place.check();
        return attempts(list());
    }

    RestoreResult restore(List<ReplicaFile> listing) throws IOException {
        place.check();
        listed = 1;
        return attempts(listings.timed(listing, request.point()));
    }

    private List<ReplicaFile> list() throws IOException {
        listed++;
        return listings.read(request.replica(), request.point());
    }

    private RestoreResult attempts(List<ReplicaFile> listing) throws IOException {
        List<ReplicaFile> current = listing;
        while (true) {
            try {
                return attempt(current);
            } catch (UnusableFileException failed) {
                if (isOnlyReplaced(failed)) {
                    current = list();
                } else if (unusable.put(failed.file().name(), failed) != null || unusable.size() > MOST_UNUSABLE) {
                    throw new DamagedReplicaException(failed.why(), failed.getCause());
                }
            }
        }
    }

    private boolean isOnlyReplaced(UnusableFileException failed) throws IOException {
        if (!(failed.getCause() instanceof TargetException.NotFound gone)) {
            return false;
        }
        boolean again = !vanished.add(failed.file().name());
        if (!again && listed == LISTINGS) {
            throw gone;
        }
        return !again;
    }

    private RestoreResult attempt(List<ReplicaFile> listing) throws IOException {
        return switch (RestorePlan.of(listing, request.point())) {
            case RestorePlan.Ready(List<ReplicaFile> files) -> build(files, listing);
            case RestorePlan.NotContiguous(var gap, var before) when request.has(Wish.TO_GAP) -> build(before, listing);
            case RestorePlan.Impossible why -> new NotRestored(why);
        };
    }

    private Restored build(List<ReplicaFile> files, List<ReplicaFile> listing) throws IOException {
        Restored restored = build.build(unusable.isEmpty() ? files : others(files, listing), place, progress);
        return new Restored(
                restored.txId(),
                restored.moment(),
                restored.pages(),
                restored.pageSize(),
                restored.files(),
                restored.bytesRead(),
                unusable.values().stream().map(UnusableFileException::why).toList());
    }

    /// Files that lead to the end of a plan without those that cannot be used.
    private List<ReplicaFile> others(List<ReplicaFile> files, List<ReplicaFile> listing) throws IOException {
        TxId wanted = files.getLast().range().max();
        List<ReplicaFile> usable = listing.stream()
                .filter(file -> !unusable.containsKey(file.name()))
                .toList();
        List<ReplicaFile> others = RestorePlan.upTo(usable, wanted);
        boolean same = !others.isEmpty() && others.getLast().range().max().equals(wanted);
        if (same || (request.has(Wish.TO_GAP) && !others.isEmpty())) {
            return others;
        }
        UnusableFileException first = unusable.values().iterator().next();
        throw new DamagedReplicaException(first.why() + ". " + wayOut(others), first.getCause());
    }

    private static String wayOut(List<ReplicaFile> others) {
        if (others.isEmpty()) {
            return "Nothing can be restored without it";
        }
        ReplicaFile newest = others.getLast();
        return "The newest state that can be restored without it is TXID "
                + newest.range().max() + " of " + newest.timestamp();
    }
}
