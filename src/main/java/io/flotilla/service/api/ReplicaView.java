package io.flotilla.service.api;

import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.spi.TargetException;
import io.flotilla.store.ReplicaFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the target has of one database, by one listing.
///
/// @param listing all files, by their last transactions, the newest first
record ReplicaView(List<ReplicaFile> listing) {

    private static final int MOST_FILES = 1000;
    private static final int MOST_POINTS = 200;

    private static final Comparator<ReplicaFile> NEWEST_FIRST = Comparator.<ReplicaFile>comparingLong(
                    file -> file.range().max().value())
            .reversed()
            .thenComparingInt(file -> file.level().value());

    static ReplicaView of(KnownDatabase database) throws TargetException {
        return new ReplicaView(
                database.fleet().target().store().list(database.row().replica()).stream()
                        .sorted(NEWEST_FIRST)
                        .toList());
    }

    List<FileView> files() {
        return listing.stream().limit(MOST_FILES).map(FileView::of).toList();
    }

    /// Every end of a file that a plan leads to.
    List<RestorePointView> restorePoints() {
        List<RestorePointView> points = new ArrayList<>();
        long last = 0;
        for (ReplicaFile file : listing) {
            long txId = file.range().max().value();
            if (txId != last && points.size() < MOST_POINTS) {
                var plan = RestorePlan.of(
                        listing, new RestorePoint.AsOf(file.range().max()));
                if (plan instanceof RestorePlan.Ready(List<ReplicaFile> files)) {
                    points.add(new RestorePointView(
                            file.range().max().hex(),
                            files.getLast().timestamp(),
                            files.size(),
                            files.stream().mapToLong(ReplicaFile::size).sum()));
                }
            }
            last = txId;
        }
        return points;
    }
}
