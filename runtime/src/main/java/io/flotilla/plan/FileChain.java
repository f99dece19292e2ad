package io.flotilla.plan;

import io.flotilla.ltx.TxId;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Some files of one replica, and how far one leads to the next.
///
/// Files are chosen as Litestream v0.5 does: the newest snapshot that is not too new, then again and again
/// the file that follows and leads farthest, from whatever level. A step that leads farthest is never wrong:
/// whatever can follow a shorter one can follow it too. So a transaction is out of reach only when no choice
/// of files ends at it.
///
/// A level-9 file that does not begin at the first transaction is no snapshot; it is passed over. Immutable.
final class FileChain {

    /// The better of two files that follow the same state ends later, then begins earlier, then is of the
    /// higher level, then was made earlier.
    private static final Comparator<ReplicaFile> PREFERENCE = Comparator.comparing(FileChain::max)
            .thenComparing(Comparator.comparing(FileChain::min).reversed())
            .thenComparing(ReplicaFile::level)
            .thenComparing(Comparator.comparing(ReplicaFile::timestamp).reversed());

    /// By their first transactions.
    private final List<ReplicaFile> files;

    FileChain(List<ReplicaFile> listing) {
        files = listing.stream()
                .filter(file -> !isSnapshot(file) || min(file) == TxId.FIRST.value())
                .sorted(Comparator.comparing(FileChain::min))
                .toList();
    }

    List<ReplicaFile> files() {
        return files;
    }

    /// The files that lead farthest without passing a transaction; none where none of them begins a database.
    List<ReplicaFile> upTo(long limit) {
        var chain = new ArrayList<ReplicaFile>();
        files.stream()
                .filter(file -> isSnapshot(file) && max(file) <= limit)
                .max(PREFERENCE)
                .ifPresent(chain::add);
        extend(chain, end(chain), limit);
        return chain;
    }

    /// The files that lead farthest from a state on; snapshots only where nothing else follows.
    List<ReplicaFile> after(long state) {
        var chain = new ArrayList<ReplicaFile>();
        extend(chain, state, Long.MAX_VALUE);
        long reached = chain.isEmpty() ? state : end(chain);
        Optional<ReplicaFile> snapshot = files.stream()
                .filter(file -> isSnapshot(file) && max(file) > reached)
                .max(PREFERENCE);
        snapshot.ifPresent(chain::add);
        if (snapshot.isPresent()) {
            extend(chain, end(chain), Long.MAX_VALUE);
        }
        return chain;
    }

    private void extend(List<ReplicaFile> chain, long state, long limit) {
        long end = state;
        int next = 0;
        while (next < files.size()) {
            long reached = end;
            int from = next;
            while (next < files.size() && min(files.get(next)) - 1 <= reached) {
                next++;
            }
            Optional<ReplicaFile> best = files.subList(from, next).stream()
                    .filter(file -> !isSnapshot(file) && max(file) > reached && max(file) <= limit)
                    .max(PREFERENCE);
            if (best.isEmpty()) {
                return;
            }
            chain.add(best.get());
            end = end(chain);
        }
    }

    /// Sweeps over the files by their ends: a transaction can be restored when a file that ends there follows
    /// the farthest one that could be before it.
    List<TxId> nearest(long wanted) {
        List<ReplicaFile> byEnd =
                files.stream().sorted(Comparator.comparing(FileChain::max)).toList();
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

    static long end(List<ReplicaFile> chain) {
        return chain.isEmpty() ? 0 : max(chain.getLast());
    }

    static long min(ReplicaFile file) {
        return file.range().min().value();
    }

    private static long max(ReplicaFile file) {
        return file.range().max().value();
    }

    private static boolean isSnapshot(ReplicaFile file) {
        return file.level().equals(Level.SNAPSHOT);
    }
}
