package io.flotilla.plan;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Answers which files are a state, or why none are.
final class RestorePlanner {

    private final FileChain all;

    RestorePlanner(List<ReplicaFile> listing) {
        all = new FileChain(listing);
    }

    RestorePlan plan(RestorePoint point) {
        if (all.files().isEmpty()) {
            return new RestorePlan.NoReplica();
        }
        long first = FileChain.min(all.files().getFirst());
        if (first > TxId.FIRST.value()) {
            return new RestorePlan.NoBeginning(new TxIdRange(TxId.FIRST, new TxId(first - 1)));
        }
        return switch (point) {
            case RestorePoint.Latest() -> farthest(all);
            case RestorePoint.AsOf(TxId txId) -> asOf(txId);
            case RestorePoint.Until(Instant moment) -> until(moment);
        };
    }

    /// What lies behind a gap shows that the end of the chain is not the newest state there was.
    private static RestorePlan farthest(FileChain files) {
        List<ReplicaFile> chain = files.upTo(Long.MAX_VALUE);
        long newest = FileChain.end(chain);
        Optional<ReplicaFile> behindTheGap = files.files().stream()
                .filter(file -> FileChain.min(file) > newest)
                .findFirst();
        return behindTheGap
                .<RestorePlan>map(file -> new RestorePlan.NotContiguous(
                        new TxIdRange(new TxId(newest + 1), new TxId(FileChain.min(file) - 1)), chain))
                .orElseGet(() -> new RestorePlan.Ready(chain));
    }

    private RestorePlan asOf(TxId txId) {
        List<ReplicaFile> chain = all.upTo(txId.value());
        if (FileChain.end(chain) == txId.value()) {
            return new RestorePlan.Ready(chain);
        }
        return new RestorePlan.TxIdNotAvailable(txId, all.nearest(txId.value()));
    }

    private RestorePlan until(Instant moment) {
        var before = new FileChain(all.files().stream()
                .filter(file -> file.timestamp().isBefore(moment))
                .toList());
        if (before.upTo(Long.MAX_VALUE).isEmpty()) {
            return tooEarly(moment);
        }
        RestorePlan plan = farthest(before);
        boolean isMerged = plan instanceof RestorePlan.NotContiguous hole && isMerged(hole.gap());
        return isMerged ? new RestorePlan.Ready(before.upTo(Long.MAX_VALUE)) : plan;
    }

    /// Whether what is missing before a moment went into a merged file of a later one. Of that its newest state
    /// is left, so the last state before the moment is the answer, whether files behind it are removed yet or not.
    private boolean isMerged(TxIdRange gap) {
        return FileChain.end(all.upTo(Long.MAX_VALUE)) >= gap.max().value();
    }

    /// A file of the first transaction alone is the beginning; where there is none, older files may have been
    /// removed.
    private RestorePlan tooEarly(Instant moment) {
        ReplicaFile oldest = all.files().stream()
                .filter(file -> FileChain.min(file) == TxId.FIRST.value())
                .min(Comparator.comparing(ReplicaFile::timestamp))
                .orElseThrow();
        boolean isTheBeginning =
                all.files().stream().anyMatch(file -> file.range().max().equals(TxId.FIRST));
        return isTheBeginning
                ? new RestorePlan.NotYet(moment, oldest.timestamp())
                : new RestorePlan.NoLongerKept(moment, oldest.timestamp());
    }
}
