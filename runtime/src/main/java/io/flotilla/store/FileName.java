package io.flotilla.store;

import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;

/// Which file of which replica, before anybody says how that is spelled on a target.
public record FileName(ObjectKey replica, Level level, TxIdRange range) {

    /// For people, for example `a/b.db level 0 0000000000000001-0000000000000001`.
    @Override
    public String toString() {
        return (replica.isRoot() ? "" : replica + " ") + "level " + level + " " + range;
    }
}
