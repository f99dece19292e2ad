package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileOwner;
import io.flotilla.ledger.Ledger;
import io.flotilla.ledger.LedgerEntry;
import io.flotilla.ledger.LedgerStore;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notes in the ledger which databases came, changed their owner or mode, and went: a batch in each interval
/// in which something was so.
///
/// Only databases to which something happened are looked at, by one system call; what is the same as noted
/// before is not noted again. A database is noted after the target has confirmed a file of it. What was not
/// noted because the process ended is noted at the next start, by what the ledger says. Memory: four bytes
/// and two bits for each database. [#changed] for any thread, everything else for one.
final class LedgerFeed {

    /// A batch does not grow with the fleet: the rest follows in the next interval.
    private static final int BATCH = 20_000;

    private static final int UNKNOWN = 0;
    private static final int GONE = 1;

    private final Catalog catalog;
    private final LedgerStore store;
    private final Disk disk;
    private final InstantSource clock;
    private final Duration interval;
    private final BitSet changed = new BitSet();
    private int[] noted = new int[0];
    private Instant next;
    private boolean isRead;

    /// @param interval between two batches; zero where nothing is noted
    LedgerFeed(Catalog catalog, LedgerStore store, Disk disk, InstantSource clock, Duration interval) {
        this.catalog = catalog;
        this.store = store;
        this.disk = disk;
        this.clock = clock;
        this.interval = interval;
        this.next = clock.instant().plus(interval);
    }

    /// Something happened to a database.
    void changed(DatabaseId database) {
        synchronized (changed) {
            changed.set(database.value());
        }
    }

    /// Notes what happened, where the interval is over.
    void whenDue() throws IOException {
        Instant now = clock.instant();
        boolean isSetBack = next.isAfter(now.plus(interval));
        if (now.isBefore(next) && !isSetBack) {
            return;
        }
        next = now.plus(interval);
        flush();
    }

    /// Notes what happened until now. What could not be noted is kept.
    void flush() throws IOException {
        if (interval.isZero()) {
            return;
        }
        catalog.takeCameAndWent().stream().forEach(id -> changed(new DatabaseId(id)));
        if (!isRead) {
            compareWithLedger();
            isRead = true;
        }
        List<DatabaseId> some = taken();
        while (!some.isEmpty()) {
            try {
                note(some);
            } catch (IOException | RuntimeException failure) {
                some.forEach(this::changed);
                throw failure;
            }
            some = taken();
        }
    }

    private List<DatabaseId> taken() {
        synchronized (changed) {
            List<DatabaseId> some =
                    changed.stream().limit(BATCH).mapToObj(DatabaseId::new).toList();
            some.forEach(id -> changed.clear(id.value()));
            return some;
        }
    }

    /// What differs from the ledger has changed.
    private void compareWithLedger() throws IOException {
        Ledger ledger = store.read();
        if (ledger.replicas().isEmpty()) {
            catalog.forEach(row -> changed(row.id()));
            return;
        }
        Map<ObjectKey, Integer> known = new HashMap<>();
        for (ObjectKey replica : ledger.replicas()) {
            known.put(replica, mark(ledger.at(replica, Instant.MAX)));
        }
        catalog.forEach(row -> {
            int mark = known.getOrDefault(row.replica(), UNKNOWN);
            keep(row.id(), mark);
            boolean isGone = row.state() == DatabaseState.MISSING;
            if (mark == UNKNOWN || isGone != (mark == GONE)) {
                changed(row.id());
            }
        });
    }

    private static int mark(Ledger.State state) {
        return switch (state) {
            case Ledger.State.Unknown() -> UNKNOWN;
            case Ledger.State.There(var owner) -> mark(owner);
            case Ledger.State.Gone(var since) -> GONE;
        };
    }

    private static int mark(FileOwner owner) {
        int hash = owner.hashCode();
        return hash == UNKNOWN || hash == GONE ? 2 : hash;
    }

    private void note(List<DatabaseId> databases) throws IOException {
        Instant now = clock.instant();
        var gone = new HashMap<FileIdentity, ObjectKey>();
        var came = new ArrayList<DatabaseRow>();
        var batch = new ArrayList<LedgerEntry>();
        var marks = new HashMap<DatabaseId, Integer>();
        for (DatabaseId id : databases) {
            DatabaseRow row = catalog.row(id);
            if (row.state() != DatabaseState.MISSING) {
                came.add(row);
            } else if (noted(id) != UNKNOWN && noted(id) != GONE) {
                batch.add(new LedgerEntry.Gone(now, row.replica()));
                marks.put(id, GONE);
                identity(row).ifPresent(file -> gone.put(file, row.replica()));
            }
        }
        for (DatabaseRow row : came) {
            Optional<FileOwner> owner = row.txId().isPresent() ? disk.owner(row.path()) : Optional.empty();
            if (owner.isPresent() && mark(owner.get()) != noted(row.id())) {
                batch.add(entry(now, row, owner.get(), gone));
                marks.put(row.id(), mark(owner.get()));
            }
        }
        store.append(batch, now);
        marks.forEach(this::keep);
    }

    /// A file that is found under another name was renamed, where it is the same one.
    private LedgerEntry entry(Instant now, DatabaseRow row, FileOwner owner, Map<FileIdentity, ObjectKey> gone) {
        Optional<ObjectKey> before = identity(row).map(gone::get);
        return before.<LedgerEntry>map(from -> new LedgerEntry.Renamed(now, row.replica(), from, owner))
                .orElseGet(() -> new LedgerEntry.There(now, row.replica(), owner));
    }

    private Optional<FileIdentity> identity(DatabaseRow row) {
        return catalog.readPosition(row.id()).map(Position::identity);
    }

    private int noted(DatabaseId id) {
        return id.value() < noted.length ? noted[id.value()] : UNKNOWN;
    }

    private void keep(DatabaseId id, int mark) {
        if (id.value() >= noted.length) {
            noted = Arrays.copyOf(noted, Math.max(id.value() + 1, noted.length + noted.length / 8));
        }
        noted[id.value()] = mark;
    }
}
