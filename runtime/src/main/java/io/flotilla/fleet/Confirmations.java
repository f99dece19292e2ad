package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.disk.Fingerprint;
import io.flotilla.fleet.Clocks.Moment;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.upload.Confirmation;
import io.flotilla.upload.Tip;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/// Which positions are known to be the ends of their replicas, so that what is put next follows them.
///
/// Create-only puts fence another writer only while his file lies at our key. Once somebody has merged his files and
/// removed them, the key is free again, and a process that was stopped, suspended or cloned would go on beside him.
/// So a position that was not confirmed for as long as such files stay at least is confirmed by a listing before
/// something is put. A database that does not change is never asked about, and neither is one in which nothing new
/// is found, unless its last put failed: that may be on the target all the same, and no put follows that would meet it.
///
/// Safe for use by several threads, for different databases.
final class Confirmations {

    /// Fewer are asked about one by one.
    private static final int IN_BULK = 100;

    private final Catalog catalog;
    private final LtxStore store;
    private final Confirmation confirmation;
    private final Freshness freshness;

    /// Those whose last put failed.
    private final Set<DatabaseId> inDoubt = ConcurrentHashMap.newKeySet();

    /// The tip of each replica that disagreed in the listing in bulk and was not served since.
    private final Map<ObjectKey, Tip> listed = new ConcurrentHashMap<>();

    private int inListing;
    private Moment listedAt;

    /// Held while the target is listed in bulk, so that those who need the same wait for it.
    private final ReentrantLock bulk = new ReentrantLock();

    private Moment countedFrom;
    private int oneByOne;

    Confirmations(Catalog catalog, LtxStore store, Confirmation confirmation, Freshness freshness) {
        this.catalog = catalog;
        this.store = store;
        this.confirmation = confirmation;
        this.freshness = freshness;
        this.listedAt = freshness.now();
        this.countedFrom = listedAt;
    }

    /// Whether no more databases are new than have a position.
    boolean mostAreKnown() {
        int known = 0;
        int size = catalog.size();
        for (int id = 1; id <= size; id++) {
            known += catalog.lastTxId(new DatabaseId(id)) > 0 ? 1 : 0;
        }
        return size - known <= known;
    }

    /// Lists the whole target once, for the rows that are there now. Those that disagree with it count as
    /// changed, whatever their files look like.
    void listAll() throws TargetException {
        Moment before = freshness.now();
        compareAll((row, tip) -> {
            if (agrees(row, tip)) {
                freshness.note(row.id(), before);
                return;
            }
            tip.ifPresent(found -> listed.put(row.replica(), found));
            catalog.observe(row.id(), Fingerprint.UNKNOWN);
        });
        remember(before);
    }

    private synchronized void remember(Moment moment) {
        inListing = catalog.size();
        listedAt = moment;
    }

    /// Lists the whole target, and hands over each row with the tip of its replica, absent where that has no files.
    /// In memory are a key for each row, and the files of one replica.
    private void compareAll(BiConsumer<DatabaseRow, Optional<Tip>> consumer) throws TargetException {
        Map<ObjectKey, DatabaseId> owners = new HashMap<>();
        catalog.forEach(row -> owners.put(row.replica(), row.id()));
        store.listAll(ObjectKey.ROOT, listing -> {
            DatabaseId owner = owners.get(listing.replica());
            Optional<Tip> tip = owner == null ? Optional.empty() : Tip.of(listing.files());
            if (owner != null && tip.isPresent()) {
                owners.remove(listing.replica());
                consumer.accept(catalog.row(owner), tip);
            }
        });
        owners.values().forEach(without -> consumer.accept(catalog.row(without), Optional.empty()));
    }

    private static boolean agrees(DatabaseRow row, Optional<Tip> tip) {
        long newest = tip.map(Tip::txId).map(TxId::value).orElse(0L);
        return newest == row.lastTxId() && row.state() != DatabaseState.FENCED;
    }

    /// Confirms what cannot be captured before: where no position is known, or the listing in bulk disagrees.
    /// Absent where nothing speaks against a capture.
    Optional<Outcome> beforeCapture(DatabaseRow row) {
        boolean isNeeded = !freshness.isKnown(row.id()) && (row.lastTxId() == 0 || isListed(row.id()));
        return isNeeded ? confirm(row) : Optional.empty();
    }

    /// Confirms a position behind which something is about to be put, unless that was done lately. Absent where
    /// nothing speaks against the put.
    Optional<Outcome> beforePut(DatabaseRow row) {
        if (freshness.isFresh(row.id())) {
            return Optional.empty();
        }
        return isBulkCheaper() ? confirmAll(row) : confirm(row);
    }

    /// Notes that something was put, beginning at this moment. Where that took so long that the place may have been
    /// taken and left meanwhile, it is looked at once more: absent where nothing speaks for that.
    Optional<Outcome> afterPut(DatabaseRow row, Moment begun) {
        inDoubt.remove(row.id());
        if (freshness.isFresh(row.id())) {
            freshness.note(row.id(), begun);
            return Optional.empty();
        }
        return confirm(row);
    }

    /// Notes that a put failed. What it put may be there; and the database may become what it was before, so that
    /// not even its fingerprint tells.
    void afterFailedPut(DatabaseRow row) {
        inDoubt.add(row.id());
        catalog.observe(row.id(), Fingerprint.UNKNOWN);
    }

    /// Confirms a position to which nothing is to be added, where the answer to a put behind it is missing: the target
    /// would end with a state that the database has no more. Absent where nothing speaks against it.
    Optional<Outcome> beforeNothingNew(DatabaseRow row) {
        boolean failedBeforeTheStart =
                row.why().code() == ReasonCode.TARGET_UNAVAILABLE && !freshness.isKnown(row.id());
        return inDoubt.contains(row.id()) || failedBeforeTheStart ? confirm(row) : Optional.empty();
    }

    Moment now() {
        return freshness.now();
    }

    /// Looks again at the replicas that somebody else has taken: a human may have decided meanwhile. Writes nothing
    /// to them; those that are free again may be captured.
    /// Whether the replica of a database was somebody else's.
    boolean isAnyFenced() {
        return catalog.census().of(DatabaseState.FENCED) > 0;
    }

    void lookAtFences() throws TargetException {
        for (int id = 1; id <= catalog.size(); id++) {
            var database = new DatabaseId(id);
            if (catalog.state(database) == DatabaseState.FENCED) {
                lookAtFence(catalog.row(database));
            }
        }
    }

    private void lookAtFence(DatabaseRow row) throws TargetException {
        Optional<Outcome> outcome = confirm(row);
        if (outcome.isPresent() && outcome.get() instanceof Outcome.TargetFailed(TargetException cause)) {
            throw cause;
        }
        if (outcome.isPresent() && outcome.get() instanceof Outcome.Fenced(Why why)) {
            catalog.mark(row.id(), DatabaseState.FENCED, why);
            return;
        }
        catalog.observe(row.id(), Fingerprint.UNKNOWN);
        catalog.mark(
                row.id(),
                DatabaseState.LAGGING,
                new Why(
                        ReasonCode.FENCE_LIFTED,
                        "the other writer's files are gone, and it is looked at again after: " + row.reason()));
    }

    private Optional<Outcome> confirm(DatabaseRow row) {
        try {
            return outcome(row);
        } catch (TargetException failure) {
            return Optional.of(new Outcome.TargetFailed(failure));
        } catch (LtxException malformed) {
            return Optional.of(new Outcome.Fenced(
                    new Why(ReasonCode.REPLICA_UNREADABLE, "its replica cannot be read: " + malformed.getMessage())));
        } catch (IOException broken) {
            return Optional.of(new Outcome.TargetFailed(
                    new TargetException.Unavailable("its replica cannot be read: " + broken.getMessage(), broken)));
        }
    }

    private Optional<Outcome> outcome(DatabaseRow row) throws IOException {
        boolean isListed = isListed(row.id()) && !freshness.isKnown(row.id());
        Moment before = isListed ? listingMoment() : freshness.now();
        Optional<Tip> tip = isListed
                ? Optional.ofNullable(listed.get(row.replica()))
                : Confirmation.newest(store.list(row.replica()));
        Confirmation.Confirmed confirmed = confirmation.step(row, tip);
        if (confirmed instanceof Confirmation.Confirmed.Fenced(String why)) {
            return Optional.of(new Outcome.Fenced(new Why(ReasonCode.OTHER_WRITER, why)));
        }
        listed.remove(row.replica());
        freshness.note(row.id(), before);
        inDoubt.remove(row.id());
        return confirmed instanceof Confirmation.Confirmed.Moved(var from, var to, var flaw)
                ? Optional.of(new Outcome.Moved(from, to, flaw))
                : Optional.empty();
    }

    private Optional<Outcome> confirmAll(DatabaseRow row) {
        bulk.lock();
        try {
            if (!freshness.isFresh(row.id())) {
                refresh();
            }
        } catch (TargetException failure) {
            return Optional.of(new Outcome.TargetFailed(failure));
        } finally {
            bulk.unlock();
        }
        return freshness.isFresh(row.id()) ? Optional.empty() : confirm(row);
    }

    /// Notes those that agree. The others may be on their way at this moment: they are asked about one by one.
    private void refresh() throws TargetException {
        Moment before = freshness.now();
        compareAll((row, tip) -> {
            if (agrees(row, tip)) {
                freshness.note(row.id(), before);
            }
        });
        startCounting();
    }

    /// After a long suspension everybody who writes is asked about: when that were more than half of all within the
    /// time for which an answer holds, the rest is done at once.
    private synchronized boolean isBulkCheaper() {
        if (!freshness.isFresh(countedFrom)) {
            startCounting();
        }
        oneByOne++;
        return oneByOne > IN_BULK && oneByOne > catalog.size() / 2;
    }

    private synchronized void startCounting() {
        countedFrom = freshness.now();
        oneByOne = 0;
    }

    /// Whether the listing in bulk tells, which it does for as long as any answer holds.
    private synchronized boolean isListed(DatabaseId database) {
        return database.value() <= inListing && freshness.isFresh(listedAt);
    }

    private synchronized Moment listingMoment() {
        return listedAt;
    }
}
