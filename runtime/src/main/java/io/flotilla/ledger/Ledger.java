package io.flotilla.ledger;

import io.flotilla.disk.FileOwner;
import io.flotilla.spi.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of the databases' files over time. Immutable.
public final class Ledger {

    /// Nothing is known.
    public static final Ledger EMPTY = new Ledger(List.of());

    private final Map<ObjectKey, List<LedgerEntry>> byReplica = new HashMap<>();

    /// Of entries in the order in which they were noted.
    Ledger(List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            byReplica
                    .computeIfAbsent(entry.replica(), key -> new ArrayList<>(1))
                    .add(entry);
        }
        // The clock of the host may have been set back; among equals the order of the batches counts.
        byReplica.values().forEach(each -> each.sort(Comparator.comparing(LedgerEntry::at)));
    }

    /// How a database's file was at a moment.
    public sealed interface State {

        /// Nothing was noted until then: its replica alone says whether there was one.
        record Unknown() implements State {}

        /// It was there.
        record There(FileOwner owner) implements State {}

        /// It was gone, since this moment.
        record Gone(Instant since) implements State {}
    }

    /// The state at the end of a moment.
    public State at(ObjectKey replica, Instant moment) {
        return last(replica, moment)
                .<State>map(entry -> switch (entry) {
                    case LedgerEntry.There there -> new State.There(there.owner());
                    case LedgerEntry.Renamed renamed -> new State.There(renamed.owner());
                    case LedgerEntry.Gone gone -> new State.Gone(gone.at());
                })
                .orElseGet(State.Unknown::new);
    }

    private Optional<LedgerEntry> last(ObjectKey replica, Instant moment) {
        return byReplica.getOrDefault(replica, List.of()).stream()
                .filter(entry -> !entry.at().isAfter(moment))
                .reduce((earlier, later) -> later);
    }

    /// All replicas of which something was noted.
    public Collection<ObjectKey> replicas() {
        return List.copyOf(byReplica.keySet());
    }

    /// All entries of a replica, by their moments.
    public List<LedgerEntry> of(ObjectKey replica) {
        return List.copyOf(byReplica.getOrDefault(replica, List.of()));
    }

    /// What has to be kept: everything since a moment, and what was so then.
    List<LedgerEntry> since(Instant moment) {
        var kept = new ArrayList<LedgerEntry>();
        for (List<LedgerEntry> entries : byReplica.values()) {
            int from = 0;
            while (from + 1 < entries.size() && !entries.get(from + 1).at().isAfter(moment)) {
                from++;
            }
            kept.addAll(entries.subList(from, entries.size()));
        }
        kept.sort(Comparator.comparing(LedgerEntry::at).thenComparing(LedgerEntry::replica));
        return kept;
    }
}
