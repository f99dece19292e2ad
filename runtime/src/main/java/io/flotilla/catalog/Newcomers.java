package io.flotilla.catalog;

import io.flotilla.disk.PathBytes;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The rows that one batch of registrations brings. For use by one thread, once.
final class Newcomers {

    private final Rows rows;
    private final Map<Path, Registered> seen = new HashMap<>();
    private final List<StoredRow> added = new ArrayList<>();

    Newcomers(Rows rows) {
        this.rows = rows;
    }

    /// Stores those that are not known; the results are in the order of the registrations.
    List<Registered> store(Session session, List<Registration> registrations) throws SQLException {
        List<Registered> each = new ArrayList<>(registrations.size());
        for (Registration registration : registrations) {
            Registered result = seen.get(registration.path());
            if (result == null) {
                result = store(session, registration);
                seen.put(registration.path(), result);
            }
            each.add(result);
        }
        return each;
    }

    private Registered store(Session session, Registration registration) throws SQLException {
        byte[] path = PathBytes.of(registration.path());
        OptionalInt known = rows.find(path);
        if (known.isPresent()) {
            return new Registered.As(new DatabaseId(known.getAsInt() + 1));
        }
        var id = new DatabaseId(rows.size() + added.size() + 1);
        StoredRow row = StoredRow.fresh(path, registration.replica().bytes());
        if (Tables.addRow(session, id.value(), row)) {
            added.add(row);
            return new Registered.As(id);
        }
        int owner = Tables.owner(session, row.replica()).orElseThrow();
        return new Registered.ReplicaTaken(new DatabaseId(owner));
    }

    /// Adds what was stored to the rows in memory, inside a change of theirs.
    void remember() {
        added.forEach(rows::add);
    }
}
