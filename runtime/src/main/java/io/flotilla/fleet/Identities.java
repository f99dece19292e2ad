package io.flotilla.fleet;

import io.flotilla.capture.Fall;
import io.flotilla.capture.How;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/// Says where a replica goes on with another file than before, so that no database inherits the history of another one
/// unseen.
final class Identities {

    private static final Logger LOG = System.getLogger(Identities.class.getName());

    private Identities() {}

    /// Compares what a position speaks of before and after a capture.
    static void compare(DatabaseRow row, Position before, Position after, How how) {
        List<String> changes = changes(before, after, how);
        if (!changes.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "goes on under its name: database={0} tx={1} because={2} old={3} new={4}",
                    row.path(),
                    after.txId(),
                    String.join(", ", changes),
                    text(before),
                    text(after));
        } else if (isBecause(how, Fall.BOOT)) {
            LOG.log(
                    Level.INFO,
                    "was compared after a start of the machine: database={0} tx={1}",
                    row.path(),
                    after.txId());
        }
    }

    private static List<String> changes(Position before, Position after, How how) {
        List<String> changes = new ArrayList<>();
        if (isKnown(before.identity()) && !before.identity().equals(after.identity())) {
            changes.add("another file is there");
        }
        if (before.pageSize() != after.pageSize()) {
            changes.add("the page size changed");
        }
        if (isBecause(how, Fall.COPIED_OVER)) {
            changes.add("the file may have been written over");
        }
        return changes;
    }

    private static boolean isBecause(How how, Fall fall) {
        return how instanceof How.Compared compared && compared.why() == fall;
    }

    /// One that was adopted from the target speaks of no file.
    private static boolean isKnown(FileIdentity identity) {
        return !identity.equals(new FileIdentity(0, 0, 0));
    }

    private static String text(Position position) {
        FileIdentity identity = position.identity();
        return identity.device() + ":" + identity.inode() + ":" + identity.bornNanos() + "/" + position.pageCount()
                + "x" + position.pageSize();
    }
}
