package io.flotilla.plan;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// The files that together are a database as of some point, or why no files are.
public sealed interface RestorePlan {

    /// Applied in this order, oldest first, the files give the wanted state.
    record Ready(List<ReplicaFile> files) implements RestorePlan {

        public Ready {
            files = List.copyOf(files);
        }
    }

    /// No files give the wanted state.
    sealed interface Impossible extends RestorePlan {

        /// What is wrong and what can be done, in one line.
        String explanation();
    }

    /// There is not a single file.
    record NoReplica() implements Impossible {

        @Override
        public String explanation() {
            return "There is no replica: no LTX file in any level folder. Check the URL";
        }
    }

    /// No file holds the database from its first transaction on, so no state of it can be restored.
    record NoBeginning(TxIdRange missing) implements Impossible {

        @Override
        public String explanation() {
            return "The beginning is missing: no file holds TXID " + missing.min() + " to " + missing.max()
                    + ", and no snapshot stands in for them. Nothing of this replica can be restored";
        }
    }

    /// Transactions are missing between the newest state that can be restored, by the files of `before`, and
    /// files that come after it.
    record NotContiguous(TxIdRange gap, List<ReplicaFile> before) implements Impossible {

        public NotContiguous {
            before = List.copyOf(before);
        }

        @Override
        public String explanation() {
            ReplicaFile newest = before.getLast();
            return "The files are not contiguous: no file holds TXID " + gap.min() + " to " + gap.max()
                    + ". The newest state that can be restored is TXID "
                    + newest.range().max() + " of " + shown(newest.timestamp());
        }
    }

    /// At the wanted moment the replica had not begun: its first file is of a later one.
    record NotYet(Instant wanted, Instant first) implements Impossible {

        @Override
        public String explanation() {
            return "There was no replica before " + shown(wanted) + ": its first file is of " + shown(first);
        }
    }

    /// The replica is older than its oldest state that can still be restored, and that one is of a later
    /// moment.
    record NoLongerKept(Instant wanted, Instant oldest) implements Impossible {

        @Override
        public String explanation() {
            return "No state from before " + shown(wanted) + " is kept: the oldest one that can be restored is of "
                    + shown(oldest);
        }
    }

    /// No files end at the wanted transaction; those nearest to it that can be restored, at most one on each
    /// side.
    record TxIdNotAvailable(TxId wanted, List<TxId> nearest) implements Impossible {

        public TxIdNotAvailable {
            nearest = List.copyOf(nearest);
        }

        @Override
        public String explanation() {
            return "TXID " + wanted + " is not available. The nearest that can be restored: "
                    + nearest.stream().map(TxId::hex).collect(Collectors.joining(" and "));
        }
    }

    /// Plans from a listing of all files of one replica, in any order. Pure.
    static RestorePlan of(List<ReplicaFile> listing, RestorePoint point) {
        return new RestorePlanner(listing).plan(point);
    }

    /// The files of the newest state up to a transaction that a listing gives; none where it gives none. Pure.
    static List<ReplicaFile> upTo(List<ReplicaFile> listing, TxId limit) {
        return List.copyOf(new FileChain(listing).upTo(limit.value()));
    }

    /// The files that lead from a state to the newest one that can be reached from it; none where it is the
    /// newest. Pure.
    static List<ReplicaFile> after(List<ReplicaFile> listing, TxId state) {
        return List.copyOf(new FileChain(listing).after(state.value()));
    }

    /// In milliseconds, as LTX headers have it; a file system may keep more.
    private static Instant shown(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS);
    }
}
