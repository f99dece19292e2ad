package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.time.Instant;

/// Whose file is it that lies where ours should go, and what to make of our own.
///
/// Every file carries the random id of the process start that wrote it, which was made durable in the catalog
/// before the first put. One of our ids: it is the answer that we lost, whatever its bytes. Anything else:
/// another writer.
final class Adoption {

    private static final FileIdentity NO_FILE = new FileIdentity(0, 0, 0);

    private static final String UNCONNECTED = "the files of the replica do not lead to its newest state;"
            + " the next file is a full one, with a snapshot";

    private final LtxStore store;
    private final Catalog catalog;
    private final Snapshots snapshots;
    private final PageHasher hasher;
    private final ReadBack readBack;

    Adoption(LtxStore store, Catalog catalog) {
        this.store = store;
        this.catalog = catalog;
        this.snapshots = new Snapshots(store);
        this.hasher = new PageHasher(catalog.hashSeed());
        this.readBack = new ReadBack(store, hasher);
    }

    /// Whose a file is.
    sealed interface Owner {}

    /// A file that we wrote.
    record Ours(LtxHeader header) implements Owner {}

    /// A file of another writer.
    record Strange(String why) implements Owner {}

    /// What a file leads to.
    sealed interface Adopted {

        /// The position at its end. The flaw says what is wrong with the file, empty where nothing is.
        record At(Advance advance, String flaw) implements Adopted {}

        /// The snapshot that it needs beside it was not taken.
        record NotYet(TargetException cause) implements Adopted {}

        /// Another writer is at work.
        record Fenced(String why) implements Adopted {}
    }

    /// Reads the header of a file that is there.
    Owner look(FileName name) throws IOException {
        LtxHeader header = store.readHeader(name);
        if (catalog.uses().isOurs(header.nodeId())) {
            return new Ours(header);
        }
        String writer = header.nodeId() == 0
                ? "Litestream, or another writer without an id"
                : "writer " + Long.toHexString(header.nodeId());
        return new Strange(store.key(name) + " was written by " + writer + " at " + header.timestamp()
                + ". End that writer and remove its files, or choose another target; then start anew");
    }

    /// Goes on after a file of ours, the newest, and learns the hashes of its pages. It is read whole, and once
    /// more where it needs a snapshot beside it.
    ///
    /// A damaged file is passed: what comes after it is a full file with a snapshot.
    Adopted adopt(DatabaseId id, Tip tip, Instant at) throws IOException {
        LtxHeader header = store.readHeader(tip.newest().name());
        FilePages pages;
        try {
            pages = FilePages.read(store.open(tip.newest()), hasher);
        } catch (LtxException damaged) {
            String flaw = store.key(tip.newest().name()) + " is damaged: " + damaged.getMessage()
                    + ". TXID " + header.range().max() + " cannot be restored; the next file is a full one, with a"
                    + " snapshot";
            return new Adopted.At(beginningAnew(id, header, at), flaw);
        }
        if (!isOfOnePageSize(tip, header)) {
            return pages.areAll()
                    ? withSnapshot(id, tip, pages, at)
                    : new Adopted.At(beginningAnew(id, header, at), "");
        }
        return new Adopted.At(advance(id, header, header.commit(), hashes(id, pages), at), "");
    }

    /// Goes on after whatever is the newest file. What the replica holds is read back, so that only what differs
    /// from it is put.
    ///
    /// Where that cannot be restored, or not with one page size, the next file is a full one with a snapshot.
    TakenOver takeOver(DatabaseId id, Tip tip, Instant at) throws IOException {
        if (tip.chain().isEmpty()) {
            LtxHeader header = store.readHeader(tip.newest().name());
            return new TakenOver(beginningAnew(id, header, at), UNCONNECTED);
        }
        try {
            ReadBack.State state = readBack.read(tip.chain());
            // The time is that of the file by which the position is compared with the target from then on: a snapshot
            // that Litestream made of the same TXID is a little younger.
            boolean isNewest = tip.chain().getLast().equals(tip.newest());
            LtxHeader header =
                    isNewest ? state.newest() : store.readHeader(tip.newest().name());
            return new TakenOver(
                    state.hasOnePageSize()
                            ? advance(id, header, header.commit(), state.hashes(), at)
                            : beginningAnew(id, header, at),
                    "");
        } catch (LtxException damaged) {
            LtxHeader header = store.readHeader(tip.newest().name());
            return new TakenOver(
                    beginningAnew(id, header, at),
                    damaged.getMessage() + ". The next file is a full one, with a snapshot");
        }
    }

    /// A position at the end of what is there. The flaw says what is wrong with that, empty where nothing is.
    record TakenOver(Advance advance, String flaw) {}

    private Adopted withSnapshot(DatabaseId id, Tip tip, FilePages pages, Instant at) throws IOException {
        LtxHeader header = pages.header();
        Snapshots.Kept kept = snapshots.put(tip.newest().replica(), header, () -> store.open(tip.newest()));
        return switch (kept) {
            case Snapshots.Kept.Done() ->
                new Adopted.At(advance(id, header, header.commit(), pages.replacement(), at), "");
            case Snapshots.Kept.NotDone(var cause) -> new Adopted.NotYet(cause);
            case Snapshots.Kept.Strange(var why) -> new Adopted.Fenced(why);
        };
    }

    /// Whether a restore of the newest state begins with the page size that it ends with. The page size may have
    /// changed, and a crash have come before the snapshot of the new one.
    private boolean isOfOnePageSize(Tip tip, LtxHeader newest) throws IOException {
        if (tip.base().equals(tip.newest())) {
            return true;
        }
        try {
            return store.readHeader(tip.base().name()).pageSize() == newest.pageSize();
        } catch (LtxException damaged) {
            return false;
        }
    }

    /// The hashes of the TXID before count only where they belong to exactly that one; the catalog forgets an update
    /// of hashes that it does not have.
    private HashChange hashes(DatabaseId id, FilePages pages) {
        if (pages.areAll()) {
            return pages.replacement();
        }
        TxId before = new TxId(pages.header().range().min().value() - 1);
        boolean follows = catalog.readPosition(id)
                .filter(known -> known.txId().equals(before))
                .filter(known -> known.pageSize() == pages.header().pageSize())
                .isPresent();
        return follows ? pages.update() : new HashChange.Forget();
    }

    /// A position of no pages: what is on the target leads to nothing that a file could be laid over.
    private static Advance beginningAnew(DatabaseId id, LtxHeader header, Instant at) {
        return advance(id, header, 0, new HashChange.Forget(), at);
    }

    private static Advance advance(DatabaseId id, LtxHeader header, int pageCount, HashChange hashes, Instant at) {
        var position = new Position(
                header.range().max(),
                header.timestamp(),
                NO_FILE,
                header.pageSize(),
                pageCount,
                new LogPosition.Unknown(),
                "");
        return new Advance(id, position, hashes, Fingerprint.UNKNOWN, at, at);
    }
}
