package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.ltx.LtxException;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.StoreResult;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Captured files to the target, then the positions.
///
/// A batch holds at most one file of a replica, so the files of a replica arrive in order. Cost of a batch: one
/// put of the target and one transaction of the catalog, however many files. For one thread at a time.
public final class Upload {

    private final LtxStore store;
    private final Catalog catalog;
    private final Adoption adoption;
    private final InstantSource clock;

    public Upload(LtxStore store, Catalog catalog, InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.adoption = new Adoption(store, catalog);
        this.clock = clock;
    }

    /// Uploads a batch, and says for each file, in the order given, what became of it.
    ///
    /// A crash between the put and the transaction is harmless: the file carries our id, and is adopted when
    /// its key is met again.
    public List<UploadResult> step(List<PendingFile> batch) {
        List<StoreResult> stored = store.put(batch.stream().map(Upload::newFile).toList());
        Instant now = clock.instant();
        var results = new ArrayList<UploadResult>(batch.size());
        var advances = new ArrayList<Advance>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            results.add(result(batch.get(i), stored.get(i), now, advances));
        }
        catalog.advance(advances);
        return List.copyOf(results);
    }

    private static NewFile newFile(PendingFile file) {
        return NewFile.captured(
                file.replica(),
                file.header().range(),
                file.payload(),
                file.header().timestamp());
    }

    private UploadResult result(PendingFile file, StoreResult stored, Instant now, List<Advance> advances) {
        return switch (stored) {
            case StoreResult.Stored(var newFile) -> {
                advances.add(acknowledgedAt(file.next(), now));
                yield new UploadResult.Acknowledged(now);
            }
            case StoreResult.AlreadyThere(var newFile) -> adopt(file, newFile, now, advances);
            case StoreResult.NotStored(var newFile, var cause) -> new UploadResult.Failed(cause);
        };
    }

    private UploadResult adopt(PendingFile file, NewFile newFile, Instant now, List<Advance> advances) {
        try {
            return switch (adoption.look(newFile.name())) {
                case Adoption.Ours ours -> {
                    advances.add(ours.advance(file.next().id(), now));
                    yield new UploadResult.Adopted(now);
                }
                case Adoption.Strange strange -> new UploadResult.Fenced(strange.why());
            };
        } catch (TargetException failure) {
            return new UploadResult.Failed(failure);
        } catch (LtxException malformed) {
            return new UploadResult.Fenced("there is a file that is not ours: " + malformed.getMessage());
        } catch (IOException broken) {
            return new UploadResult.Failed(
                    new TargetException.Unavailable("what is there cannot be read: " + broken.getMessage(), broken));
        }
    }

    private static Advance acknowledgedAt(Advance next, Instant now) {
        return new Advance(next.id(), next.position(), next.hashes(), next.fingerprint(), next.lastWrite(), now);
    }
}
