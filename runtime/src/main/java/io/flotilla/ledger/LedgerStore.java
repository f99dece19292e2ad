package io.flotilla.ledger;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The ledger on a target: small files, each one batch, numbered without a hole, and created once.
///
/// Whoever writes takes the next free number, so several writers of one target have one ledger. When there
/// are many files they are joined into one of the same batches; what lay long back and was followed by
/// something newer is left out of it. Whoever reads takes the file that leads farthest, again and again, and
/// lists anew where one was joined meanwhile. For use by one thread.
public final class LedgerStore {

    /// So many files at the most, each with a request for who reads them all.
    private static final int FILES = 64;

    /// How far back a change stays that was followed by another one.
    private static final Duration KEPT = Duration.ofDays(400);

    private static final int ATTEMPTS = 8;

    private final ReplicaTarget target;
    private long last = -1;
    private int files;

    public LedgerStore(ReplicaTarget target) {
        this.target = target;
    }

    /// Reads everything.
    ///
    /// @throws IOException where a file is damaged or one is missing; the text says which
    public Ledger read() throws IOException {
        return new Ledger(readEntries());
    }

    private List<LedgerEntry> readEntries() throws IOException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return readListed();
            } catch (TargetException.NotFound joinedMeanwhile) {
                // The next listing shows the file of which it is a part now.
            }
        }
        return readListed();
    }

    private List<LedgerEntry> readListed() throws IOException {
        List<LedgerFile> listed = list();
        var entries = new ArrayList<LedgerEntry>();
        for (long end = 0; end < last; ) {
            LedgerFile next = following(listed, end);
            entries.addAll(read(next));
            end = next.last();
        }
        return entries;
    }

    private static LedgerFile following(List<LedgerFile> listed, long end) throws IOException {
        return listed.stream()
                .filter(file -> file.first() <= end + 1 && file.last() > end)
                .max(Comparator.comparing(LedgerFile::last))
                .orElseThrow(() -> new IOException(
                        "The ledger is not whole: no file below " + LedgerFile.FOLDER + " has batch " + (end + 1)));
    }

    private List<LedgerFile> list() throws TargetException {
        var listed = new ArrayList<LedgerFile>();
        ListRequest request = ListRequest.below(LedgerFile.FOLDER);
        boolean more = true;
        while (more) {
            ListPage page = target.list(request);
            page.objects().stream()
                    .map(ListedObject::key)
                    .map(LedgerFile::of)
                    .flatMap(Optional::stream)
                    .forEach(listed::add);
            more = page.more();
            request = more ? request.after(page.objects().getLast().key()) : request;
        }
        last = listed.stream().mapToLong(LedgerFile::last).max().orElse(0);
        files = listed.size();
        return listed;
    }

    private List<LedgerEntry> read(LedgerFile file) throws IOException {
        byte[] content;
        try (InputStream in = target.open(file.key(), ByteRange.from(0))) {
            content = in.readAllBytes();
        }
        try {
            return LedgerText.read(content);
        } catch (IOException damaged) {
            throw new IOException("The ledger is damaged at " + file.key() + ": " + damaged.getMessage(), damaged);
        }
    }

    /// Adds a batch, durably. Twice the same one does no harm.
    ///
    /// @param now its time on the target
    public void append(List<LedgerEntry> batch, Instant now) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        byte[] content = LedgerText.write(batch);
        if (last < 0) {
            List<LedgerFile> _ = list();
        }
        for (int attempt = 1; !put(new LedgerFile(last + 1, last + 1), content, now); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new TargetException.Unavailable("Others write to the ledger all the time");
            }
            List<LedgerFile> _ = list();
        }
        last++;
        files++;
        if (files > FILES) {
            join(now);
        }
    }

    /// False where another one has that name.
    private boolean put(LedgerFile file, byte[] content, Instant now) throws TargetException {
        PutResult result = target.put(List.of(new PutRequest(file.key(), new BytesPayload(content), now)))
                .getFirst();
        return switch (result) {
            case PutResult.Stored(var key) -> true;
            case PutResult.NotStored(var key, TargetException.AlreadyExists there) -> false;
            case PutResult.NotStored(var key, var cause) -> throw cause;
        };
    }

    /// The joined file is durable before one of its parts is removed. Where a part stays, the next one
    /// removes it.
    private void join(Instant now) throws IOException {
        List<LedgerEntry> kept = new Ledger(readEntries()).since(now.minus(KEPT));
        var joined = new LedgerFile(1, last);
        boolean _ = put(joined, LedgerText.write(kept), now);
        List<ObjectKey> parts = list().stream()
                .filter(file -> file.last() <= joined.last() && !file.equals(joined))
                .map(LedgerFile::key)
                .toList();
        for (DeleteResult result : target.delete(parts)) {
            if (result instanceof DeleteResult.NotDeleted(var key, var cause)) {
                throw cause;
            }
        }
        files -= parts.size();
    }
}
