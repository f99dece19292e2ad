package io.flotilla.compaction;

import io.flotilla.ltx.TxId;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// When the transactions at the ends of files were there, told by clocks that may have jumped. Where it is not
/// sure, they count as younger than they may be.
///
/// A time in the future says nothing: a clock was wrong then, or is now. The next file that follows with a
/// better one tells, and where none follows it counts as now. And no transaction is older than one before it.
final class Ages {

    private final NavigableMap<TxId, Instant> times = new TreeMap<>();

    Ages(List<ReplicaFile> files, Instant now) {
        List<ReplicaFile> byEnd = files.stream()
                .sorted(Comparator.comparing((ReplicaFile file) -> file.range().max()))
                .toList();
        Instant following = now;
        for (ReplicaFile file : byEnd.reversed()) {
            following = file.timestamp().isAfter(now) ? following : file.timestamp();
            times.merge(file.range().max(), following, Ages::later);
        }
        Instant latest = Instant.MIN;
        for (var entry : times.entrySet()) {
            latest = later(latest, entry.getValue());
            entry.setValue(latest);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /// When the last transaction of a file was there.
    Instant of(ReplicaFile file) {
        Instant time = times.get(file.range().max());
        if (time == null) {
            throw new IllegalArgumentException(file.name() + " is not among the files");
        }
        return time;
    }
}
