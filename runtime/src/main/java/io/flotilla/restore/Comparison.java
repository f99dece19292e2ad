package io.flotilla.restore;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.store.ReplicaFile;
import java.util.List;

/// What a database file is beside the state that a restore would make.
public sealed interface Comparison {

    /// What is read of a target.
    record Reads(long requests, long bytes) {

        public static final Reads NONE = new Reads(0, 0);

        public Reads and(Reads other) {
            return new Reads(requests + other.requests, bytes + other.bytes);
        }

        /// What a restore of these files reads.
        public static Reads of(List<ReplicaFile> files) {
            long requests = files.stream()
                    .mapToLong(file -> Math.max(1, Math.ceilDiv(file.size(), FilesAhead.PART)))
                    .sum();
            return new Reads(
                    requests, files.stream().mapToLong(ReplicaFile::size).sum());
        }
    }

    /// Each page is the one of that state.
    ///
    /// @param read what was read to know that
    record Same(TxId txId, Reads read) implements Comparison {}

    /// It is not there, or another one, or nothing proves that it is the same.
    ///
    /// @param files what a restore would read
    /// @param read what was read to know that
    record Different(List<ReplicaFile> files, Reads read) implements Comparison {

        public Different {
            files = List.copyOf(files);
        }
    }

    /// The replica does not have the wanted state.
    record NotComparable(RestorePlan.Impossible why) implements Comparison {}
}
