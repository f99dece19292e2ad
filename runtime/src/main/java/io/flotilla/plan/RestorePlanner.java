package io.flotilla.plan;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Chooses files as Litestream v0.5 does: the newest snapshot that is not too new, then again and again the file
/// that follows and leads farthest, from whatever level.
///
/// A step that leads farthest is never wrong: whatever can follow a shorter one can follow it too. So a transaction
/// is out of reach only when no choice of files ends at it.
///
/// A level-9 file that does not begin at the first transaction is no snapshot; it is passed over.
final class RestorePlanner {

    /// The better of two files that follow the same state ends later, then begins earlier, then is of the higher
    /// level, then was made earlier.
    private static final Comparator<ReplicaFile> PREFERENCE = Comparator.comparing(RestorePlanner::max)
            .thenComparing(Comparator.comparing(RestorePlanner::min).reversed())
            .thenComparing(ReplicaFile::level)
            .thenComparing(Comparator.comparing(ReplicaFile::timestamp).reversed());

    private final List<ReplicaFile> files;

    RestorePlanner(List<ReplicaFile> listing) {
        files = listing.stream()
                .filter(file -> !isSnapshot(file) || min(file) == TxId.FIRST.value())
                .sorted(Comparator.comparing(RestorePlanner::min))
                .toList();
    }

    RestorePlan plan(RestorePoint point) {
        if (files.isEmpty()) {
            return new RestorePlan.NoReplica();
        }
        if (min(files.getFirst()) > TxId.FIRST.value()) {
            return new RestorePlan.NoBeginning(new TxIdRange(TxId.FIRST, new TxId(min(files.getFirst()) - 1)));
        }
        return switch (point) {
            case RestorePoint.Latest() -> latest();
            case RestorePoint.AsOf(TxId txId) -> asOf(txId);
        };
    }

    private RestorePlan latest() {
        List<ReplicaFile> chain = chain(Long.MAX_VALUE);
        TxId newest = chain.getLast().range().max();
        Optional<ReplicaFile> behindTheGap =
                files.stream().filter(file -> min(file) > newest.value()).findFirst();
        return behindTheGap
                .<RestorePlan>map(file ->
                        new RestorePlan.NotContiguous(new TxIdRange(newest.next(), new TxId(min(file) - 1)), newest))
                .orElseGet(() -> new RestorePlan.Ready(chain));
    }

    private RestorePlan asOf(TxId txId) {
        List<ReplicaFile> chain = chain(txId.value());
        if (end(chain) == txId.value()) {
            return new RestorePlan.Ready(chain);
        }
        return new RestorePlan.TxIdNotAvailable(txId, nearest(txId.value()));
    }

    private List<ReplicaFile> chain(long limit) {
        var chain = new ArrayList<ReplicaFile>();
        files.stream()
                .filter(file -> isSnapshot(file) && max(file) <= limit)
                .max(PREFERENCE)
                .ifPresent(chain::add);
        int next = 0;
        while (next < files.size()) {
            long end = end(chain);
            int from = next;
            while (next < files.size() && min(files.get(next)) - 1 <= end) {
                next++;
            }
            Optional<ReplicaFile> best = files.subList(from, next).stream()
                    .filter(file -> !isSnapshot(file) && max(file) > end && max(file) <= limit)
                    .max(PREFERENCE);
            if (best.isEmpty()) {
                return chain;
            }
            chain.add(best.get());
        }
        return chain;
    }

    /// Sweeps over the files by their ends: a transaction can be restored when a file that ends there follows the
    /// farthest one that could be before it.
    private List<TxId> nearest(long wanted) {
        List<ReplicaFile> byEnd =
                files.stream().sorted(Comparator.comparing(RestorePlanner::max)).toList();
        var nearest = new ArrayList<TxId>();
        long reached = 0;
        for (ReplicaFile file : byEnd) {
            if (min(file) - 1 > reached) {
                continue;
            }
            reached = max(file);
            if (reached < wanted) {
                nearest.clear();
            }
            nearest.add(file.range().max());
            if (reached > wanted) {
                break;
            }
        }
        return nearest;
    }

    private static long end(List<ReplicaFile> chain) {
        return chain.isEmpty() ? 0 : max(chain.getLast());
    }

    private static boolean isSnapshot(ReplicaFile file) {
        return file.level().equals(Level.SNAPSHOT);
    }

    private static long min(ReplicaFile file) {
        return file.range().min().value();
    }

    private static long max(ReplicaFile file) {
        return file.range().max().value();
    }
}
