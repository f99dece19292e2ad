package io.flotilla.upload;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.Position;
import io.flotilla.ltx.TxId;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Brings a position in line with what the target really holds, after a start at which the catalog cannot be
/// trusted to know (it is new, or was not closed in order).
///
/// For one thread at a time.
public final class Confirmation {

    private final LtxStore store;
    private final Catalog catalog;
    private final Adoption adoption;
    private final InstantSource clock;

    public Confirmation(LtxStore store, Catalog catalog, InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.adoption = new Adoption(store, catalog);
        this.clock = clock;
    }

    /// What a comparison with the target led to.
    public sealed interface Confirmed {

        /// Catalog and target agree.
        record Agreed() implements Confirmed {}

        /// The position was set to the end of what the target holds; the next file is a full one.
        record Moved(Optional<TxId> from, Optional<TxId> to) implements Confirmed {}

        /// Somebody else has continued this replica.
        record Fenced(String why) implements Confirmed {}
    }

    /// Compares one database's position with its replica's listing; an absent listing means that there is no
    /// file.
    ///
    /// A database without a position takes over whatever is there. Cost: one small read where they do not
    /// agree.
    public Confirmed step(DatabaseRow row, Optional<ReplicaFile> newest) throws IOException {
        Optional<TxId> known = catalog.readPosition(row.id()).map(Position::txId);
        Optional<TxId> found = newest.map(file -> file.range().max());
        if (known.equals(found)) {
            return new Confirmed.Agreed();
        }
        if (newest.isEmpty()) {
            catalog.forgetPosition(row.id());
            return new Confirmed.Moved(known, found);
        }
        return move(row, known, newest.get());
    }

    /// The file with the highest TXID.
    public static Optional<ReplicaFile> newest(List<ReplicaFile> files) {
        return files.stream().max(Comparator.comparing(file -> file.range().max()));
    }

    private Confirmed move(DatabaseRow row, Optional<TxId> known, ReplicaFile newest) throws IOException {
        boolean isAhead = known.isPresent() && newest.range().max().compareTo(known.get()) > 0;
        if (isAhead && adoption.look(newest.name()) instanceof Adoption.Strange(String why)) {
            return new Confirmed.Fenced(why);
        }
        catalog.advance(List.of(Adoption.atEndOf(store.readHeader(newest.name()), row.id(), clock.instant())));
        return new Confirmed.Moved(known, Optional.of(newest.range().max()));
    }
}
