package io.flotilla.service.cli;

import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Wish;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import java.util.Set;
import java.util.function.Predicate;

/// Which of many replicas are restored, as of when.
///
/// @param text says so in one line; the same order always has the same text
record BulkOrder(Predicate<ObjectKey> match, RestorePoint point, Set<Wish> wishes, String text) {

    BulkOrder {
        wishes = Set.copyOf(wishes);
    }

    /// Some, as they were last.
    static BulkOrder of(Predicate<ObjectKey> match) {
        return new BulkOrder(match, new RestorePoint.Latest(), Set.of(), "some");
    }

    /// Those whose keys match a pattern.
    static BulkOrder of(PathPattern match, RestorePoint point, Set<Wish> wishes) {
        String when = switch (point) {
            case RestorePoint.Latest() -> "latest";
            case RestorePoint.AsOf(var txId) -> "txid " + txId;
            case RestorePoint.Until(var moment) -> "timestamp " + moment;
        };
        String which = match.toString().replace('\n', ' ');
        return new BulkOrder(key -> match.matches(key.bytes()), point, wishes, when + ", match " + which);
    }
}
