package io.flotilla.torture;

import java.nio.file.Path;
import java.util.List;

/// What a writer process is to do to one database, as the words that are sent to it.
///
/// @param ledger where the [StateLog] is; the [Turnstile] is beside it
/// @param kind who does the work
record WorkOrder(Path database, Path ledger, Habit habit, Kind kind, long seed, int millis, Manner manner) {

    enum Kind {
        /// A new bank, whose shape the seed decides.
        CREATE,
        /// Through the turnstile, with every state noted.
        JDBC,
        /// The same, with the changes made by the system's shell.
        SHELL,
        /// As fast as SQLite's own locks allow; only the count of commits is noted.
        FREE,
        /// Checkpoints of all kinds and nothing else, one after the other.
        CHECKPOINTS,
        /// `VACUUM` to another page size, by way of a rollback journal.
        PAGE_SIZE
    }

    /// How it treats its connections.
    ///
    /// @param keepsOpen whether they stay open when the time is over
    /// @param syncs whether they wait for the disk, always
    /// @param dies whether the process ends, when the time is over, in the middle of a large transaction
    record Manner(boolean keepsOpen, boolean syncs, boolean dies) {}

    String[] words() {
        return new String[] {
            database.toString(),
            ledger.toString(),
            habit.name(),
            kind.name(),
            Long.toString(seed),
            Integer.toString(millis),
            Boolean.toString(manner.keepsOpen()),
            Boolean.toString(manner.syncs()),
            Boolean.toString(manner.dies())
        };
    }

    static WorkOrder of(List<String> words) {
        return new WorkOrder(
                Path.of(words.get(0)),
                Path.of(words.get(1)),
                Habit.valueOf(words.get(2)),
                Kind.valueOf(words.get(3)),
                Long.parseLong(words.get(4)),
                Integer.parseInt(words.get(5)),
                new Manner(
                        Boolean.parseBoolean(words.get(6)),
                        Boolean.parseBoolean(words.get(7)),
                        Boolean.parseBoolean(words.get(8))));
    }

    Path turnstile() {
        return Path.of(ledger + ".turnstile");
    }

    /// Where the commits of free work are noted.
    Path commits() {
        return Path.of(ledger + ".commits");
    }
}
