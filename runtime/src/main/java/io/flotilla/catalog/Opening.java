package io.flotilla.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The way to an open catalog: lock the directory, look at the file, make it where needed, load it.
record Opening(Path stateDirectory, String target, InstantSource clock, RandomGenerator random) {

    Opened open() {
        try {
            CatalogFile.createDirectories(stateDirectory);
            StateLock lock = StateLock.take(stateDirectory);
            Opened opened = null;
            try {
                opened = open(lock);
                return opened;
            } finally {
                if (opened == null) {
                    lock.close();
                }
            }
        } catch (IOException | SQLException e) {
            throw new CatalogException(
                    "The state directory " + stateDirectory + " cannot be used: " + e + ". Check its permissions and"
                            + " the free space of its disk, or choose another state directory",
                    e);
        }
    }

    private Opened open(StateLock lock) throws IOException, SQLException {
        Path file = CatalogFile.in(stateDirectory);
        return switch (CatalogFile.kind(file)) {
            case CatalogFile.Kind.Absent() -> new Opened.Fresh(create(file, lock));
            case CatalogFile.Kind.Foreign(String why) -> setAside(file, why, lock);
            case CatalogFile.Kind.Newer(int version) ->
                throw new CatalogException("The catalog " + file + " has version " + version + ", and this Flotilla"
                        + " knows " + Tables.VERSION + ". Use the newer Flotilla, or delete the file: it is a cache");
            case CatalogFile.Kind.Ours() -> load(file, lock);
        };
    }

    /// What looks damaged is looked at twice: a read that fails once may look like that, too.
    private Opened load(Path file, StateLock lock) throws IOException, SQLException {
        try {
            return load(Transactions.on(file), lock);
        } catch (CatalogException first) {
            if (damage(first).isEmpty()) {
                throw first;
            }
        }
        try {
            return load(Transactions.on(file), lock);
        } catch (CatalogException second) {
            return setAside(file, damage(second).orElseThrow(() -> second), lock);
        }
    }

    private Opened load(Transactions transactions, StateLock lock) {
        return new Opened.Known(orClosed(transactions, () -> {
            transactions.writeDurably(Tables::upgrade);
            return begin(transactions, lock);
        }));
    }

    /// Leaves no connection behind to a catalog that cannot be opened.
    private static Catalog orClosed(Transactions transactions, Supplier<Catalog> opening) {
        boolean isOpen = false;
        try {
            Catalog catalog = opening.get();
            isOpen = true;
            return catalog;
        } finally {
            if (!isOpen) {
                transactions.close();
            }
        }
    }

    /// How the content is damaged; absent where something else is to blame.
    private static Optional<String> damage(CatalogException failure) {
        return failure.getCause() instanceof SQLException sql && isDamage(sql)
                ? Optional.of(String.valueOf(sql.getMessage()))
                : Optional.empty();
    }

    private Catalog create(Path file, StateLock lock) throws IOException, SQLException {
        CatalogFile.create(file, new Tables.Head(target, random.nextLong(), false, ""));
        Transactions transactions = Transactions.on(file);
        return orClosed(transactions, () -> begin(transactions, lock));
    }

    private Opened setAside(Path file, String why, StateLock lock) throws IOException, SQLException {
        Path old = CatalogFile.setAside(file, clock.millis());
        return new Opened.SetAside(create(file, lock), old, why);
    }

    /// From here on, until it is closed, the file says that it was not closed.
    private Catalog begin(Transactions transactions, StateLock lock) {
        Catalog.Loaded loaded = transactions.read(this::read);
        String owner = loaded.head().target();
        if (!owner.equals(target)) {
            throw new CatalogException("The state directory " + stateDirectory + " belongs to " + owner + ", not to "
                    + target + ". Choose another state directory, or delete this one: it is a cache");
        }
        transactions.writeDurably(session -> {
            Tables.setClean(session, 0);
            return true;
        });
        return new Catalog(lock, transactions, loaded);
    }

    private Catalog.Loaded read(Session session) throws SQLException {
        var rows = new Rows(clock);
        Tables.Head head = Tables.head(session);
        Tables.rows(session, rows::add);
        ProofTimes.read(session, rows);
        Set<Long> writers = Tables.writers(session);
        return new Catalog.Loaded(head, rows, writers);
    }

    /// Whether the content is to blame, and not the disk, permissions or another process.
    private static boolean isDamage(SQLException e) {
        int sqliteError = 1;
        int corrupt = 11;
        int notADatabase = 26;
        int code = e.getErrorCode() & 0xff;
        return code == sqliteError || code == corrupt || code == notADatabase || e.getErrorCode() == 0;
    }
}
