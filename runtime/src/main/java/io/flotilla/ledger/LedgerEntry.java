package io.flotilla.ledger;

import io.flotilla.disk.FileOwner;
import io.flotilla.spi.ObjectKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What was seen of a database's file at a moment, in whole milliseconds.
public sealed interface LedgerEntry {

    Instant at();

    /// The replica of the database.
    ObjectKey replica();

    /// The file is there, belongs to somebody, and has a mode; it is on the target.
    record There(Instant at, ObjectKey replica, FileOwner owner) implements LedgerEntry {

        public There {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// The same, and until then the file had the path of another replica.
    record Renamed(Instant at, ObjectKey replica, ObjectKey from, FileOwner owner) implements LedgerEntry {

        public Renamed {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// The file is not there any more.
    record Gone(Instant at, ObjectKey replica) implements LedgerEntry {

        public Gone {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }
}
