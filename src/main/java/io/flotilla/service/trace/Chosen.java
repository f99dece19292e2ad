package io.flotilla.service.trace;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.disk.PathBytes;
import io.flotilla.spi.PathPattern;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/// Which databases of a fleet are chosen, by patterns on their absolute paths. Each is asked for once; of those that
/// are not chosen nothing is kept. Safe for use by several threads.
final class Chosen {

    private final List<PathPattern> patterns;
    private final Supplier<Catalog> catalog;

    /// Those among the first ones that were looked at. Never changed, but replaced.
    private volatile Looked looked = new Looked(0, new BitSet());

    Chosen(List<PathPattern> patterns, Supplier<Catalog> catalog) {
        this.patterns = List.copyOf(patterns);
        this.catalog = catalog;
    }

    private record Looked(int upTo, BitSet chosen) {}

    boolean has(DatabaseId database) {
        Looked now = looked;
        return (database.value() <= now.upTo ? now : lookUpTo(database.value())).chosen.get(database.value());
    }

    DatabaseRow row(DatabaseId database) {
        return catalog.get().row(database);
    }

    private synchronized Looked lookUpTo(int last) {
        Looked before = looked;
        var all = (BitSet) before.chosen.clone();
        for (int number = before.upTo + 1; number <= last; number++) {
            if (matches(catalog.get().row(new DatabaseId(number)))) {
                all.set(number);
            }
        }
        looked = new Looked(Math.max(last, before.upTo), all);
        return looked;
    }

    private boolean matches(DatabaseRow row) {
        byte[] path = PathBytes.of(row.path());
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }
}
