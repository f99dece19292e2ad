package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.store.FileName;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.time.Instant;

/// Whose file is it that lies where ours should go?
///
/// Every file carries the random id of the process start that wrote it, which was made durable in the catalog
/// before the first put. One of our ids: it is the answer that we lost, whatever its bytes. Anything else:
/// another writer.
final class Adoption {

    private static final FileIdentity NO_FILE = new FileIdentity(0, 0, 0);

    private final LtxStore store;
    private final Catalog catalog;

    Adoption(LtxStore store, Catalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    /// Whose a file is.
    sealed interface Owner {}

    /// A file that we wrote.
    record Ours(LtxHeader header) implements Owner {

        /// The position at the end of that file: its TXID, and nothing else that could be relied on.
        Advance advance(DatabaseId id, Instant at) {
            return atEndOf(header, id, at);
        }
    }

    /// A file of another writer.
    record Strange(String why) implements Owner {}

    /// Reads the header of a file that is there.
    Owner look(FileName name) throws IOException {
        LtxHeader header = store.readHeader(name);
        if (catalog.isOurs(header.nodeId())) {
            return new Ours(header);
        }
        String writer = header.nodeId() == 0
                ? "Litestream, or another writer without an id"
                : "writer " + Long.toHexString(header.nodeId());
        return new Strange(store.key(name) + " was written by " + writer + " at " + header.timestamp()
                + ". End that writer and remove its files, or choose another target; then start anew");
    }

    /// A position from which every page counts as different, so that the next file is a full one.
    static Advance atEndOf(LtxHeader header, DatabaseId id, Instant at) {
        var position = new Position(
                header.range().max(),
                header.timestamp(),
                NO_FILE,
                header.pageSize(),
                header.commit(),
                new LogPosition.Unknown(),
                "");
        return new Advance(id, position, new HashChange.Forget(), Fingerprint.UNKNOWN, at, at);
    }
}
