package io.flotilla.upload;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The files of a replica that tell how it goes on.
///
/// @param newest the one with the highest TXID, of the lowest level: as it was captured
/// @param base where a restore of the newest state begins: the newest snapshot, otherwise the first file
/// @param chain the files of which the newest state is made, oldest first; none where it cannot be restored
public record Tip(ReplicaFile newest, ReplicaFile base, List<ReplicaFile> chain) {

    private static final Comparator<ReplicaFile> BY_END = Comparator.comparing(Tip::end);

    /// The tip of a replica with these files; absent where there are none.
    public static Optional<Tip> of(List<ReplicaFile> files) {
        return files.stream()
                .max(BY_END.thenComparing(ReplicaFile::level, Comparator.reverseOrder()))
                .map(newest -> new Tip(newest, base(files), chain(files)));
    }

    private static ReplicaFile base(List<ReplicaFile> files) {
        return files.stream()
                .filter(file -> file.level().equals(Level.SNAPSHOT) && isFirst(file))
                .max(BY_END)
                .orElseGet(() -> files.stream()
                        .min(Comparator.comparing(file -> file.range().min()))
                        .orElseThrow());
    }

    private static List<ReplicaFile> chain(List<ReplicaFile> files) {
        return RestorePlan.of(files, new RestorePoint.Latest()) instanceof RestorePlan.Ready(var chain)
                ? chain
                : List.of();
    }

    /// The TXID at the end.
    public TxId txId() {
        return end(newest);
    }

    private static TxId end(ReplicaFile file) {
        return file.range().max();
    }

    private static boolean isFirst(ReplicaFile file) {
        return file.range().min().equals(TxId.FIRST);
    }
}
