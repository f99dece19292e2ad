package io.flotilla.compaction;

import io.flotilla.ltx.TxId;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which files of a replica may go, and why: a pure function of its listing.
///
/// These stay restorable: the newest state; each moment within [RetentionRules#moments] that a file of level 1
/// to 8 ends at; each transaction that is younger than [RetentionRules#level0]; the dailies and weeklies; and
/// the held transactions. The newest file of level 0 stays, which tells the position, here and for a Litestream;
/// and so does that of each other level as long as it lies behind the base, for there the level goes on. In
/// levels 0 to 8 files go from the oldest on without a hole. A clock that jumped ahead is kept from doing harm
/// at once by the bounds of one run; a time stamp in the future, or a clock that went back, only lets files stay
/// longer.
///
/// @param removals in the order in which they are to be done
/// @param more whether others are left for later runs
public record RetentionPlan(List<Removal> removals, boolean more) {

    /// The most files of one run: as many as an object store removes in one request.
    static final int MOST_FILES = 1000;

    /// The most snapshots of one run.
    static final int MOST_SNAPSHOTS = 2;

    /// Nothing may go.
    static final RetentionPlan NOTHING = new RetentionPlan(List.of(), false);

    public RetentionPlan {
        removals = List.copyOf(removals);
    }

    /// Plans one run.
    ///
    /// @param listing all files of one replica, in any order
    /// @param held transactions that stay restorable whatever the rules say, as far as they are now
    public static RetentionPlan of(List<ReplicaFile> listing, RetentionRules rules, Instant now, Set<TxId> held) {
        return new Removable(listing, rules, now, held).plan();
    }

    /// The next moment at which something may go if nothing is added until then; absent where nothing ever may.
    public static Optional<Instant> next(List<ReplicaFile> listing, RetentionRules rules, Instant now, Set<TxId> held) {
        return new Expiry(listing, rules, held).after(now);
    }
}
