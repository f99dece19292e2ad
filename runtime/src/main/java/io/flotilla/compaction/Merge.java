package io.flotilla.compaction;

import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.util.List;

/// Files of one level to one file of the next.
///
/// The header takes the first TXID from the oldest input; last TXID, commit and timestamp from the newest. Of
/// each page the newest version is in it, and none above the commit. Where the page size changes among the
/// inputs, the file ends before the change.
///
/// Cost: each input is opened once, all at the same time, and one file is put. What comes of them is kept in a
/// [Spool] until its length is known; where that has no room left, each input is read a second time instead.
/// Memory: two pages and 8 KiB an input, eight bytes a page of the result, and what the spool takes. For
/// several threads, for different replicas.
public final class Merge {

    private final Joining joining;

    public Merge(Joining joining) {
        this.joining = joining;
    }

    /// Merges files of one replica, oldest first, of which each follows the one before.
    ///
    /// A crash, or a lost answer, is harmless: the same inputs make the same file.
    public MergeResult step(Level into, List<ReplicaFile> inputs) {
        return joining.join(into, inputs, false);
    }
}
