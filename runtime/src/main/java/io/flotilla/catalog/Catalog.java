package io.flotilla.catalog;

import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What is known of each database.
///
/// Rows live in memory, without an object for each; positions and page hashes live in the file `catalog.db`
/// of the state directory alone and are read when a database is captured. Every change is one transaction
/// there first and is seen in memory after it: where one fails with a [CatalogException], neither changed. An
/// ordinary change survives the end of the process; a power cut may undo the latest ones, all of them or the
/// newer ones, and then the catalog was not closed cleanly.
///
/// Safe for use by several threads. Changes follow one another; rows can be read meanwhile.
public final class Catalog implements AutoCloseable {

    private final StateLock lock;
    private final Transactions transactions;
    private final Tables.Head head;
    private final Rows rows;
    private final Uses uses;
    private final ProofTimes proofs;

    /// Held by a change from its transaction until memory agrees with it.
    private final ReentrantLock changing = new ReentrantLock();

    private final BitSet cameAndWent = new BitSet();

    Catalog(StateLock lock, Transactions transactions, Loaded loaded) {
        this.lock = lock;
        this.transactions = transactions;
        this.head = loaded.head();
        this.rows = loaded.rows();
        this.uses = new Uses(transactions, loaded.head(), loaded.writers());
        this.proofs = new ProofTimes(transactions, loaded.rows());
    }

    /// What the file held when it was opened.
    record Loaded(Tables.Head head, Rows rows, Set<Long> writers) {}

    /// Opens the catalog of a state directory, which is made where there is none.
    ///
    /// @param target what the positions speak of, usually the target's URL: a catalog of another one is
    /// refused, for its positions would leave gaps there
    /// @throws CatalogException when another process uses the directory, when a newer version wrote the
    /// catalog, or when it cannot be read or written
    public static Opened open(Path stateDirectory, String target, InstantSource clock, RandomGenerator random) {
        return new Opening(stateDirectory.toAbsolutePath(), target, clock, random).open();
    }

    /// The seed for page hashes, drawn when the catalog was made: nobody outside can prepare two pages with
    /// one hash.
    public long hashSeed() {
        return head.hashSeed();
    }

    /// By whom it was used before, and what they found out about the target.
    public Uses uses() {
        return uses;
    }

    /// Registers one database, as the batch form does.
    ///
    /// @throws CatalogException when the replica belongs to another path
    public DatabaseId register(Path path, ObjectKey replica) {
        Registered registered =
                register(List.of(new Registration(path, replica))).getFirst();
        return switch (registered) {
            case Registered.As(DatabaseId id) -> id;
            case Registered.ReplicaTaken(DatabaseId owner) ->
                throw new CatalogException(
                        "The replica '" + replica + "' belongs to " + row(owner).path() + " and not" + " to " + path
                                + ". Give one of them another root or exclude it");
        };
    }

    /// Registers databases in one transaction; the results are in the order of the registrations. A path that
    /// is known keeps its row and the replica that it was first registered with. A new row is active, cold,
    /// with an unknown fingerprint.
    public List<Registered> register(List<Registration> registrations) {
        return changing(() -> {
            var newcomers = new Newcomers(rows);
            List<Registered> results = transactions.write(session -> newcomers.store(session, registrations));
            rows.change(newcomers::remember);
            return results;
        });
    }

    /// How many rows there are: their ids are 1 to this number.
    public int size() {
        return rows.size();
    }

    /// The row of a database that is registered.
    public DatabaseRow row(DatabaseId id) {
        return rows.view(index(id));
    }

    /// The tier of a database, without the rest of its row.
    public Tier tier(DatabaseId id) {
        return rows.tier(index(id));
    }

    /// The state of a database, without the rest of its row.
    public DatabaseState state(DatabaseId id) {
        return rows.state(index(id));
    }

    /// How many databases are in each tier and state. One pass over two columns; no row is made.
    public Census census() {
        return rows.census();
    }

    /// The TXID of the latest confirmed file of a database, 0 where none is known, without the rest of its row.
    public long lastTxId(DatabaseId id) {
        return rows.txId(index(id));
    }

    /// The bytes of a database's path.
    public byte[] path(DatabaseId id) {
        return rows.path(index(id));
    }

    /// The database with this absolute path.
    public Optional<DatabaseId> find(Path path) {
        OptionalInt row = rows.find(PathBytes.of(path));
        return row.isPresent() ? Optional.of(new DatabaseId(row.getAsInt() + 1)) : Optional.empty();
    }

    /// Finds databases in an order, a page at a time.
    public Listing listing() {
        return new Listing(rows);
    }

    /// Visits each row, in the order of the ids, as it is when its turn comes. The consumer may change the
    /// catalog.
    public void forEach(Consumer<DatabaseRow> visitor) {
        int size = size();
        for (int id = 1; id <= size; id++) {
            visitor.accept(row(new DatabaseId(id)));
        }
    }

    /// The position of a database, where one is known.
    public Optional<Position> readPosition(DatabaseId id) {
        return transactions.read(session -> PositionTable.read(session, id));
    }

    /// The page hashes of a database at its position, where all of them are known.
    public Optional<PageHashes> readHashes(DatabaseId id) {
        return transactions.read(session -> HashTable.read(session, id));
    }

    /// Moves databases to their next positions, all in one transaction.
    public void advance(List<Advance> batch) {
        change(
                session -> {
                    for (Advance advance : batch) {
                        index(advance.id());
                        int hashed = HashTable.apply(session, advance.id(), advance.hashes());
                        PositionTable.save(session, advance.id(), advance.position(), hashed);
                        Tables.advance(session, advance);
                        noteFile(session, advance);
                    }
                },
                () -> batch.forEach(this::advanceRow));
    }

    /// Notes that nothing new was found at this fingerprint.
    public void observe(DatabaseId id, Fingerprint fingerprint) {
        if (rows.fingerprint(index(id)) == fingerprint.value()) {
            return;
        }
        change(
                session -> Tables.setFingerprint(session, id, fingerprint.value()),
                () -> rows.setFingerprint(index(id), fingerprint.value()));
    }

    /// Puts a database into a state, for a reason that may be nothing.
    public void mark(DatabaseId id, DatabaseState state, Why why) {
        if (rows.isInState(index(id), state, why)) {
            return;
        }
        boolean isGone = state == DatabaseState.MISSING;
        if (isGone != (row(id).state() == DatabaseState.MISSING)) {
            synchronized (cameAndWent) {
                cameAndWent.set(id.value());
            }
        }
        change(session -> Tables.setState(session, id, state, why), () -> rows.setState(index(id), state, why));
    }

    /// Which databases went, or came back, since the last call: the numbers of their ids.
    public BitSet takeCameAndWent() {
        synchronized (cameAndWent) {
            var taken = (BitSet) cameAndWent.clone();
            cameAndWent.clear();
            return taken;
        }
    }

    public void setTier(DatabaseId id, Tier tier) {
        if (tier(id) == tier) {
            return;
        }
        change(session -> Tables.setTier(session, id, tier), () -> rows.setTier(index(id), tier));
    }

    /// Forgets the position, the hashes, the fingerprint and the proofs of a database, as if it had just been
    /// registered.
    public void forgetPosition(DatabaseId id) {
        index(id);
        change(
                session -> {
                    HashTable.forget(session, id);
                    ProofTable.forget(session, id);
                    Tables.forget(session, id);
                },
                () -> {
                    rows.setTxId(index(id), 0);
                    rows.setFingerprint(index(id), Fingerprint.UNKNOWN.value());
                    rows.forgetProof(index(id));
                });
    }

    /// For which databases there is something to be done on the target.
    public OpenLevels openLevels() {
        return new OpenLevels(transactions);
    }

    /// When databases were last proved to be restorable.
    public ProofTimes proofs() {
        return proofs;
    }

    /// Notes the orderly end and releases the state directory. Every change before is durable then.
    @Override
    public void close() {
        close(1);
    }

    /// The same for somebody who did not replicate: what the last one left is as much in doubt as before.
    public void closeAsFound() {
        close(uses.wasClosedCleanly() ? 1 : 0);
    }

    private void close(int clean) {
        try (lock;
                transactions) {
            transactions.writeDurably(session -> {
                Tables.setClean(session, clean);
                return true;
            });
        }
    }

    /// Not where only the place in the log moved.
    private void noteFile(Session session, Advance advance) throws SQLException {
        long txId = advance.position().txId().value();
        if (txId != lastTxId(advance.id())) {
            LevelTable.changed(session, advance.id(), txId, advance.ackedAt());
        }
    }

    private void advanceRow(Advance advance) {
        int row = index(advance.id());
        rows.advance(
                row,
                advance.position().txId().value(),
                advance.lastWrite().toEpochMilli(),
                advance.ackedAt().toEpochMilli());
        rows.setFingerprint(row, advance.fingerprint().value());
    }

    private int index(DatabaseId id) {
        if (id.value() > size()) {
            throw new IllegalArgumentException("The catalog has no database " + id.value());
        }
        return id.value() - 1;
    }

    private interface Change {
        void in(Session session) throws SQLException;
    }

    private void change(Change stored, Runnable remembered) {
        changing(() -> {
            boolean done = transactions.write(session -> {
                stored.in(session);
                return true;
            });
            rows.change(remembered);
            return done;
        });
    }

    private <T> T changing(Supplier<T> change) {
        changing.lock();
        try {
            return change.get();
        } finally {
            changing.unlock();
        }
    }
}
