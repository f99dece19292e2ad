package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.HashChange;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
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
    private final Snapshots snapshots;
    private final InstantSource clock;

    public Upload(LtxStore store, Catalog catalog, InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.adoption = new Adoption(store, catalog);
        this.snapshots = new Snapshots(store);
        this.clock = clock;
    }

    /// Uploads a batch, and says for each file, in the order given, what became of it.
    ///
    /// A full file of another page size than that of the position is followed by a snapshot of the same pages, and
    /// only then the position advances.
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
            case StoreResult.Stored(var newFile) -> settle(() -> stored(file, now, advances));
            case StoreResult.AlreadyThere(var newFile) -> settle(() -> adopt(file, newFile.name(), now, advances));
            case StoreResult.NotStored(var newFile, var cause) -> new UploadResult.Failed(cause);
        };
    }

    /// What has to be read for an answer.
    private interface Question {
        UploadResult ask() throws IOException;
    }

    private static UploadResult settle(Question question) {
        try {
            return question.ask();
        } catch (TargetException failure) {
            return new UploadResult.Failed(failure);
        } catch (LtxException malformed) {
            return new UploadResult.Fenced("there is a file that is not ours: " + malformed.getMessage());
        } catch (IOException broken) {
            return new UploadResult.Failed(
                    new TargetException.Unavailable("what is there cannot be read: " + broken.getMessage(), broken));
        }
    }

    private UploadResult stored(PendingFile file, Instant now, List<Advance> advances) throws IOException {
        Snapshots.Kept snapshot = needsSnapshot(file)
                ? snapshots.put(file.replica(), file.header(), file.payload()::open)
                : new Snapshots.Kept.Done();
        return switch (snapshot) {
            case Snapshots.Kept.Done() -> {
                advances.add(acknowledgedAt(file.next(), now));
                yield new UploadResult.Acknowledged(now);
            }
            case Snapshots.Kept.NotDone(var cause) -> new UploadResult.Failed(cause);
            case Snapshots.Kept.Strange(var why) -> new UploadResult.Fenced(why);
        };
    }

    /// Whether it begins anew: with another page size, or after files that lead to nothing. Only a full file does.
    private boolean needsSnapshot(PendingFile file) {
        LtxHeader header = file.header();
        return !header.isSnapshot()
                && file.next().hashes() instanceof HashChange.Replace
                && catalog.readPosition(file.next().id())
                        .filter(before -> before.pageSize() != header.pageSize() || before.pageCount() == 0)
                        .isPresent();
    }

    private UploadResult adopt(PendingFile file, FileName name, Instant now, List<Advance> advances)
            throws IOException {
        if (adoption.look(name) instanceof Adoption.Strange(String why)) {
            return new UploadResult.Fenced(why);
        }
        return switch (adoption.adopt(file.next().id(), tip(name), now)) {
            case Adoption.Adopted.At(var advance, var flaw) -> {
                advances.add(advance);
                yield new UploadResult.Adopted(now, flaw);
            }
            case Adoption.Adopted.NotYet(var cause) -> new UploadResult.Failed(cause);
            case Adoption.Adopted.Fenced(var why) -> new UploadResult.Fenced(why);
        };
    }

    /// The replica as it ends with this file, which may be one of several that are there already.
    private Tip tip(FileName name) throws TargetException {
        List<ReplicaFile> upToIt = store.list(name.replica()).stream()
                .filter(file -> file.range().max().compareTo(name.range().max()) <= 0)
                .toList();
        return Tip.of(upToIt)
                .filter(tip -> tip.newest().name().equals(name))
                .orElseThrow(() -> new TargetException.Unavailable(
                        "the listing does not show " + store.key(name) + " yet, which is there"));
    }

    private static Advance acknowledgedAt(Advance next, Instant now) {
        return new Advance(next.id(), next.position(), next.hashes(), next.fingerprint(), next.lastWrite(), now);
    }
}
