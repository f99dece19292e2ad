package io.flotilla.upload;

import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.SnapshotStream;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.StoreResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// Puts a snapshot beside a captured file that holds the whole database: the same pages at the same time, for
/// all TXIDs up to its own, so that a restore begins there and never crosses what came before.
///
/// Cost: one put; the captured file is read twice, the first time to know how long the snapshot will be.
final class Snapshots {

    private final LtxStore store;

    Snapshots(LtxStore store) {
        this.store = store;
    }

    /// What became of a snapshot.
    sealed interface Kept {

        /// It is there, by this call or an earlier one.
        record Done() implements Kept {}

        /// The target did not take it.
        record NotDone(TargetException cause) implements Kept {}

        /// Something else lies there.
        record Strange(String why) implements Kept {}
    }

    /// Opens a captured file at its first byte.
    @FunctionalInterface
    interface Captured {
        InputStream open() throws IOException;
    }

    /// Makes the snapshot of a captured file that is on the target.
    ///
    /// @throws io.flotilla.ltx.LtxException where it is damaged, or does not hold the whole database
    Kept put(ObjectKey replica, LtxHeader captured, Captured content) throws IOException {
        LtxHeader header = SnapshotStream.header(captured);
        var name = new FileName(replica, Level.SNAPSHOT, header.range());
        var file = new NewFile(name, new Content(content, length(content)), header.timestamp());
        return switch (store.put(List.of(file)).getFirst()) {
            case StoreResult.Stored(var stored) -> new Kept.Done();
            case StoreResult.NotStored(var missing, var cause) -> new Kept.NotDone(cause);
            case StoreResult.AlreadyThere(var there) -> compare(name, header);
        };
    }

    /// What it is made of lies beside it and cannot change, so its header tells whether it is the same.
    private Kept compare(FileName name, LtxHeader expected) throws IOException {
        return store.readHeader(name).equals(expected)
                ? new Kept.Done()
                : new Kept.Strange(
                        store.key(name) + " is not the snapshot of the file beside it: another writer put it");
    }

    private static long length(Captured content) throws IOException {
        try (InputStream in = SnapshotStream.of(content.open())) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// The bytes of a captured file as those of its snapshot.
    private record Content(Captured captured, long size) implements Payload {
        @Override
        public InputStream open() throws IOException {
            return SnapshotStream.of(captured.open());
        }
    }
}
