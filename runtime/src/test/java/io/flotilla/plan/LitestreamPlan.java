package io.flotilla.plan;

import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The plan of Litestream v0.5.18 step by step, as its documents and experiments describe it: a second way to
/// the same result, with a cursor for each level.
record LitestreamPlan(List<ReplicaFile> files, boolean isContiguous) {

    private static final Comparator<ReplicaFile> BY_NAME =
            Comparator.comparing(LitestreamPlan::min).thenComparing(LitestreamPlan::max);

    /// @param txId the last one wanted; 0 for any
    /// @param timestamp only files made before it count; [Instant#MAX] for any
    static LitestreamPlan of(List<ReplicaFile> listing, long txId, Instant timestamp) {
        long limit = txId == 0 ? Long.MAX_VALUE : txId;
        var plan = new ArrayList<ReplicaFile>();
        for (ReplicaFile snapshot : level(listing, 9)) {
            if (max(snapshot) <= limit && snapshot.timestamp().isBefore(timestamp)) {
                plan.clear();
                plan.add(snapshot);
            }
        }
        int[] cursors = new int[9];
        Optional<ReplicaFile> best = Optional.empty();
        do {
            long current = plan.isEmpty() ? 0 : max(plan.getLast());
            best = Optional.empty();
            for (int level = 8; level >= 0 && current < limit; level--) {
                List<ReplicaFile> files = level(listing, level);
                while (cursors[level] < files.size() && min(files.get(cursors[level])) <= current + 1) {
                    ReplicaFile file = files.get(cursors[level]++);
                    boolean counts = max(file) > current
                            && max(file) <= limit
                            && file.timestamp().isBefore(timestamp);
                    if (counts && best.map(other -> isBetter(file, other)).orElse(true)) {
                        best = Optional.of(file);
                    }
                }
            }
            best.ifPresent(plan::add);
        } while (best.isPresent());
        boolean unread = false;
        for (int level = 0; level < 9; level++) {
            unread |= cursors[level] < level(listing, level).size();
        }
        return new LitestreamPlan(plan, !unread);
    }

    private static boolean isBetter(ReplicaFile file, ReplicaFile other) {
        if (max(file) != max(other)) {
            return max(file) > max(other);
        }
        if (min(file) != min(other)) {
            return min(file) < min(other);
        }
        if (!file.level().equals(other.level())) {
            return file.level().compareTo(other.level()) > 0;
        }
        return file.timestamp().isBefore(other.timestamp());
    }

    private static List<ReplicaFile> level(List<ReplicaFile> listing, int level) {
        return listing.stream()
                .filter(file -> file.level().value() == level)
                .sorted(BY_NAME)
                .toList();
    }

    private static long min(ReplicaFile file) {
        return file.range().min().value();
    }

    private static long max(ReplicaFile file) {
        return file.range().max().value();
    }
}
