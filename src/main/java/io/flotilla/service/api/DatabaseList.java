package io.flotilla.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.disk.PathBytes;
import io.flotilla.service.live.Running;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Tier;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/// Finds the databases of one page. At most [#MOST_ROWS] rows are made for it, however many there are: a page that
/// found fewer than asked for says where to go on. For use by one thread.
final class DatabaseList {

    static final int MOST_ROWS = 10_000;

    private final Running running;
    private final Map<DatabaseId, Instant> unprotected;
    private final Set<DatabaseId> paused;
    private int rowsMade;

    DatabaseList(Running running) {
        this.running = running;
        this.unprotected = running.fleet().protection().unprotected();
        this.paused = running.fleet().requests().paused();
    }

    /// What the query asks for.
    DatabasePage page(DatabaseQuery query) {
        return switch (query.order()) {
            case ID -> byId(query);
            case NAME -> byName(query);
            case LAG -> byLag(query);
        };
    }

    DatabaseView view(DatabaseRow row) {
        return DatabaseView.of(
                running, row, new DatabaseView.Beside(unprotected.get(row.id()), paused.contains(row.id())));
    }

    /// How many rows were made so far.
    int rowsMade() {
        return rowsMade;
    }

    private DatabasePage byId(DatabaseQuery query) {
        int from = query.after().map(DatabaseList::number).orElse(0) + 1;
        int size = running.catalog().size();
        var items = new ArrayList<DatabaseView>();
        Predicate<DatabaseId> fits = fits(query);
        for (int id = from; id <= size; id++) {
            if (items.size() == query.limit() || rowsMade >= MOST_ROWS) {
                return new DatabasePage(items, query.cursor(String.valueOf(id - 1)));
            }
            var database = new DatabaseId(id);
            if (fits.test(database)) {
                items.add(view(running.catalog().row(database)));
            }
        }
        return new DatabasePage(items, null);
    }

    /// A position behind the end is as good as the end.
    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw Refusal.badRequest("cursor is none that a list gave");
        }
        return Integer.parseInt(text);
    }

    /// A database by the bytes of its path.
    private static final class Named {

        private final byte[] path;
        private final DatabaseId id;

        Named(byte[] path, DatabaseId id) {
            this.path = path;
            this.id = id;
        }
    }

    /// One pass over the paths alone keeps those that come next.
    private DatabasePage byName(DatabaseQuery query) {
        byte[] after = query.after().map(DatabaseList::bytes).orElse(new byte[0]);
        Comparator<Named> order = (one, other) -> Arrays.compareUnsigned(one.path, other.path);
        int room = Math.max(query.limit(), isFiltered(query) ? MOST_ROWS : query.limit());
        var next = new PriorityQueue<>(order.reversed());
        Catalog catalog = running.catalog();
        for (int id = 1; id <= catalog.size(); id++) {
            var named = new Named(catalog.path(new DatabaseId(id)), new DatabaseId(id));
            if (Arrays.compareUnsigned(named.path, after) > 0) {
                next.add(named);
            }
            if (next.size() > room + 1) {
                next.remove();
            }
        }
        List<Named> sorted = next.stream().sorted(order).toList();
        return take(sorted, query, named -> Base64.getEncoder().encodeToString(named.path), named -> named.id);
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw Refusal.badRequest("cursor is none that a list gave");
        }
    }

    private record Late(Instant since, DatabaseId id) {}

    private DatabasePage byLag(DatabaseQuery query) {
        Comparator<Late> order = Comparator.comparing(Late::since).thenComparing(Late::id);
        Optional<Late> after = query.after().map(DatabaseList::late);
        List<Late> sorted = unprotected.entrySet().stream()
                .map(entry -> new Late(entry.getValue(), entry.getKey()))
                .filter(late -> after.isEmpty() || order.compare(late, after.get()) > 0)
                .sorted(order)
                .toList();
        return take(sorted, query, late -> late.since() + " " + late.id().value(), Late::id);
    }

    private static Late late(String text) {
        try {
            int space = text.indexOf(' ');
            return new Late(
                    Instant.parse(text.substring(0, Math.max(0, space))),
                    new DatabaseId(number(text.substring(space + 1))));
        } catch (DateTimeException | IllegalArgumentException malformed) {
            throw Refusal.badRequest("cursor is none that a list gave");
        }
    }

    private interface CursorOf<T> {
        String cursor(T entry);
    }

    private interface Identified<T> {
        DatabaseId id(T entry);
    }

    private <T> DatabasePage take(List<T> sorted, DatabaseQuery query, CursorOf<T> cursors, Identified<T> ids) {
        var items = new ArrayList<DatabaseView>();
        Predicate<DatabaseId> fits = fits(query);
        for (int at = 0; at < sorted.size(); at++) {
            if (items.size() == query.limit() || rowsMade >= MOST_ROWS) {
                return new DatabasePage(items, query.cursor(cursors.cursor(sorted.get(at - 1))));
            }
            DatabaseId database = ids.id(sorted.get(at));
            if (fits.test(database)) {
                items.add(view(running.catalog().row(database)));
            }
        }
        return new DatabasePage(items, null);
    }

    private static boolean isFiltered(DatabaseQuery query) {
        return query.tier().isPresent()
                || query.state().isPresent()
                || query.project().isPresent()
                || query.name().isPresent();
    }

    /// Columns are asked first: they cost nothing.
    private Predicate<DatabaseId> fits(DatabaseQuery query) {
        Optional<Tier> tier = query.tier();
        Optional<DatabaseState> state = query.state();
        Optional<String> project = query.project();
        Optional<PathPattern> name = query.name();
        Catalog catalog = running.catalog();
        return database -> {
            if (tier.isPresent() && catalog.tier(database) != tier.get()) {
                return false;
            }
            if (state.isPresent() && catalog.state(database) != state.get()) {
                return false;
            }
            rowsMade++;
            DatabaseRow row = catalog.row(database);
            return name.map(pattern -> pattern.matches(row.replica().toString()))
                            .orElse(true)
                    && project.map(wanted -> running.projects()
                                    .project(row.path(), row.replica())
                                    .toString()
                                    .equals(wanted))
                            .orElse(true);
        };
    }

    /// The database with this absolute path.
    static Optional<DatabaseRow> find(Running running, String path) {
        byte[] bytes = path.getBytes(UTF_8);
        boolean isPath = path.startsWith("/") && path.indexOf('\0') < 0;
        return isPath ? running.catalog().find(PathBytes.toPath(bytes)).map(running.catalog()::row) : Optional.empty();
    }
}
