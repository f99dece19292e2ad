package io.flotilla.service.cli;

import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Wish;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/// Which of many replicas are restored, as of when.
///
/// @param past what the ledger says of that moment
/// @param inPlace which of them take the place of a database that is there and that nobody uses
/// @param text says so in one line; the same order always has the same text
record BulkOrder(
        Predicate<ObjectKey> match,
        RestorePoint point,
        Set<Wish> wishes,
        Past past,
        Predicate<ObjectKey> inPlace,
        String text) {

    BulkOrder {
        wishes = Set.copyOf(wishes);
    }

    /// Some, as they were last.
    static BulkOrder of(Predicate<ObjectKey> match) {
        return new BulkOrder(match, new RestorePoint.Latest(), Set.of(), Past.NONE, key -> false, "some");
    }

    /// Those whose keys match a pattern.
    static BulkOrder of(PathPattern match, RestorePoint point, Set<Wish> wishes) {
        String when = switch (point) {
            case RestorePoint.Latest() -> "latest";
            case RestorePoint.AsOf(var txId) -> "txid " + txId;
            case RestorePoint.Until(var moment) -> "timestamp " + moment;
        };
        String which = match.toString().replace('\n', ' ');
        return new BulkOrder(
                key -> match.matches(key.bytes()), point, wishes, Past.NONE, key -> false, when + ", match " + which);
    }

    /// The same with what the ledger says.
    BulkOrder with(Past other) {
        return new BulkOrder(match, point, wishes, other, inPlace, text);
    }

    /// Of those, what was found missing or different.
    BulkOrder only(Delta.Found found) {
        return new BulkOrder(found::has, point, wishes, past, found.different()::contains, text + ", delta");
    }

    /// The wishes for one of them.
    Set<Wish> wishes(ObjectKey replica) {
        Set<Wish> all = EnumSet.noneOf(Wish.class);
        all.addAll(wishes);
        if (inPlace.test(replica)) {
            all.add(Wish.REPLACE);
        }
        return all;
    }
}
