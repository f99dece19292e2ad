package io.flotilla.service.config;

import io.flotilla.spi.ObjectKey;
import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;

/// The databases of one fleet that are listed by their paths, in the order of the file. Each is made anew when it is
/// asked for: one of a million costs the bytes of its path and key and some ten more. Immutable.
public final class ListedDatabases extends AbstractList<Listed> implements RandomAccess {

    /// None at all.
    public static final ListedDatabases NONE = new Builder().build();

    private final Records records;

    private ListedDatabases(Records records) {
        this.records = records;
    }

    /// A copy of these, or these.
    public static ListedDatabases copyOf(Collection<Listed> databases) {
        if (databases instanceof ListedDatabases same) {
            return same;
        }
        var builder = new Builder();
        databases.forEach(builder::add);
        return builder.build();
    }

    /// The same, each of which is restored at the start where it is absent.
    public ListedDatabases restored() {
        var builder = new Builder();
        forEach(each -> builder.add(new Listed(each.path(), each.key(), true)));
        return builder.build();
    }

    @Override
    public Listed get(int index) {
        Records.Reader record = records.read(index);
        return new Listed(record.text(), ObjectKey.ofBytes(record.bytes()), record.number() == 1);
    }

    @Override
    public int size() {
        return records.size();
    }

    /// Gathers them. For one thread, once.
    static final class Builder {

        private final Records records = new Records();

        void add(Listed database) {
            records.text(database.path())
                    .bytes(database.key().bytes())
                    .number(database.isRestored() ? 1 : 0)
                    .end();
        }

        ListedDatabases build() {
            return new ListedDatabases(records);
        }
    }
}
