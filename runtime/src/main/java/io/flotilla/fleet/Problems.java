package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is not where it should be, one line each: which, its state, why.
record Problems(Catalog catalog) {

    /// The databases whose state is a problem, those of which the caller knows more than their state says, and
    /// what could not be taken at all.
    List<String> lines(Map<DatabaseId, String> unfinished, List<String> refused) {
        List<String> lines = new ArrayList<>(refused);
        catalog.forEach(row -> {
            String more = unfinished.getOrDefault(row.id(), "");
            if (isProblem(row.state())) {
                lines.add(line(row, row.reason()));
            } else if (isNamedAndEmpty(row)) {
                lines.add(line(row, "it is empty, and its replica begins when its application writes it"));
            } else if (!more.isEmpty()) {
                lines.add(line(row, more));
            }
        });
        return lines;
    }

    private static String line(DatabaseRow row, String why) {
        return row.path() + ": " + row.state() + ", " + why;
    }

    /// Below a directory there may be empty files that wait for their first table; this one was named.
    private static boolean isNamedAndEmpty(DatabaseRow row) {
        return row.state() == DatabaseState.WAITING && row.replica().isRoot();
    }

    /// Whether a state is none that a database should be in.
    static boolean isProblem(DatabaseState state) {
        return switch (state) {
            case ACTIVE, WAITING, MISSING -> false;
            case LAGGING, RESYNC, DEGRADED, FENCED, UNSUPPORTED, FAILED -> true;
        };
    }
}
