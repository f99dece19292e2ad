package io.flotilla.upload;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.Position;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Brings a position in line with what the target really holds, where the catalog cannot be trusted to know: it is
/// new, was not closed in order, or its position was not confirmed for long.
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

        /// The position was set to the end of what the target holds. The flaw says what is wrong with its newest
        /// file, empty where nothing is.
        record Moved(Optional<TxId> from, Optional<TxId> to, String flaw) implements Confirmed {}

        /// Somebody else has continued this replica.
        record Fenced(String why) implements Confirmed {}
    }

    /// Compares one database's position with its replica's listing; an absent tip means that there is no file.
    ///
    /// A database without a position takes over whatever is there. One that has a position follows its own files
    /// alone, forward and back. Cost: nothing where they agree; otherwise one or two small reads, and the newest
    /// file where it is the next one, or all files that a restore of the newest state would read.
    ///
    /// @throws TargetException where the target failed; the position stays
    public Confirmed step(DatabaseRow row, Optional<Tip> tip) throws IOException {
        Optional<Position> position = catalog.readPosition(row.id());
        Optional<TxId> known = position.map(Position::txId);
        if (tip.isEmpty()) {
            return known.isEmpty() ? new Confirmed.Agreed() : vanished(row, known);
        }
        if (position.isEmpty()) {
            return takeOver(row, known, tip.get());
        }
        return isSame(position.get(), tip.get()) ? new Confirmed.Agreed() : move(row, position.get(), tip.get());
    }

    /// The files that tell how a replica goes on; absent where there are none.
    public static Optional<Tip> newest(List<ReplicaFile> files) {
        return Tip.of(files);
    }

    private Confirmed vanished(DatabaseRow row, Optional<TxId> known) {
        catalog.forgetPosition(row.id());
        return new Confirmed.Moved(known, Optional.empty(), "");
    }

    /// A TXID alone does not tell, where somebody emptied the target and began anew. A position that an older version
    /// stored knows no time.
    private boolean isSame(Position known, Tip tip) throws IOException {
        ReplicaFile newest = tip.newest();
        if (!known.txId().equals(tip.txId())) {
            return false;
        }
        boolean isTold = newest.timestampExact()
                && newest.timestamp().toEpochMilli() == known.timestamp().toEpochMilli();
        if (isTold || known.timestamp().toEpochMilli() == 0) {
            return true;
        }
        LtxHeader header = store.readHeader(newest.name());
        return header.timestamp().equals(known.timestamp());
    }

    private Confirmed move(DatabaseRow row, Position known, Tip tip) throws IOException {
        if (adoption.look(tip.newest().name()) instanceof Adoption.Strange(String why)) {
            return new Confirmed.Fenced(why);
        }
        boolean isNext = known.txId().next().equals(tip.txId());
        if (!isNext) {
            return takeOver(row, Optional.of(known.txId()), tip);
        }
        return switch (adoption.adopt(row.id(), tip, clock.instant())) {
            case Adoption.Adopted.At(var advance, var flaw) -> {
                catalog.advance(List.of(advance));
                yield new Confirmed.Moved(Optional.of(known.txId()), Optional.of(tip.txId()), flaw);
            }
            case Adoption.Adopted.NotYet(var cause) -> throw cause;
            case Adoption.Adopted.Fenced(var why) -> new Confirmed.Fenced(why);
        };
    }

    private Confirmed takeOver(DatabaseRow row, Optional<TxId> known, Tip tip) throws IOException {
        Adoption.TakenOver taken = adoption.takeOver(row.id(), tip, clock.instant());
        catalog.advance(List.of(taken.advance()));
        return new Confirmed.Moved(known, Optional.of(tip.txId()), taken.flaw());
    }
}
