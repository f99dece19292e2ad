package io.flotilla.service.api;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
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
import java.util.Optional;
import java.util.PriorityQueue;

/// Finds the databases of one page, among those of all fleets. At most [#MOST_ROWS] rows are made for it,
/// however many there are: a page that found fewer than asked for says where to go on. For use by one thread.
final class DatabaseList {

    static final int MOST_ROWS = 10_000;

    private final List<FleetPart> fleets;
    private int rowsMade;

    /// @param fleets by name
    DatabaseList(List<Running> fleets) {
        this.fleets = fleets.stream().map(FleetPart::of).toList();
    }

    /// What the query asks for.
    DatabasePage page(DatabaseQuery query) {
        return switch (query.order()) {
            case ID -> byId(query);
            case NAME -> byName(query);
            case LAG -> byLag(query);
        };
    }

    /// How many rows were made so far.
    int rowsMade() {
        return rowsMade;
    }

    /// A database in its place in an order, which its cursor tells.
    private sealed interface Entry {

        FleetPart fleet();

        DatabaseId id();

        String cursor();
    }

    /// By fleet, then by number.
    private DatabasePage byId(DatabaseQuery query) {
        Place after = query.after().map(DatabaseList::place).orElse(new Place("", 0));
        var items = new ArrayList<DatabaseView>();
        Filter filter = new Filter(query);
        for (FleetPart fleet : fleets) {
            int order = fleet.name().compareTo(after.fleet());
            int size = order < 0 ? 0 : fleet.fleet().catalog().size();
            for (int id = order == 0 ? after.number() + 1 : 1; id <= size; id++) {
                if (isFull(items, query)) {
                    return new DatabasePage(items, query.cursor(id - 1 + " " + fleet.name()));
                }
                var database = new DatabaseId(id);
                if (filter.fits(fleet, database)) {
                    items.add(fleet.view(database));
                }
            }
        }
        return new DatabasePage(items, null);
    }

    private boolean isFull(List<DatabaseView> items, DatabaseQuery query) {
        return items.size() == query.limit() || rowsMade >= MOST_ROWS;
    }

    /// A number in a fleet. A position behind the end is as good as the end.
    private record Place(String fleet, int number) {}

    private static Place place(String text) {
        int space = text.indexOf(' ');
        if (!text.matches("(?s)[0-9]{1,9} .*")) {
            throw noCursor();
        }
        return new Place(text.substring(space + 1), Integer.parseInt(text.substring(0, space)));
    }

    private static Refusal noCursor() {
        return Refusal.badRequest("cursor is none that a list gave");
    }

    /// A database by the bytes of its path, which may be in several fleets.
    private static final class Named implements Entry {

        static final Comparator<Named> ORDER =
                (one, other) -> compare(one.path, one.fleet.name(), other.path, other.fleet.name());

        private final byte[] path;
        private final FleetPart fleet;
        private final DatabaseId id;

        Named(byte[] path, FleetPart fleet, DatabaseId id) {
            this.path = path;
            this.fleet = fleet;
            this.id = id;
        }

        static int compare(byte[] path, String fleet, byte[] otherPath, String otherFleet) {
            int paths = Arrays.compareUnsigned(path, otherPath);
            return paths == 0 ? fleet.compareTo(otherFleet) : paths;
        }

        @Override
        public FleetPart fleet() {
            return fleet;
        }

        @Override
        public DatabaseId id() {
            return id;
        }

        @Override
        public String cursor() {
            return Base64.getEncoder().encodeToString(path) + " " + fleet.name();
        }
    }

    /// One pass over the paths alone keeps those that come next.
    private DatabasePage byName(DatabaseQuery query) {
        String after = query.after().orElse(" ");
        int space = after.indexOf(' ');
        byte[] afterPath = bytes(after, space);
        String afterFleet = after.substring(space + 1);
        int room = 1 + (query.isFiltered() ? Math.max(MOST_ROWS, query.limit()) : query.limit());
        var next = new PriorityQueue<>(Named.ORDER.reversed());
        for (FleetPart fleet : fleets) {
            Catalog catalog = fleet.fleet().catalog();
            for (int id = 1; id <= catalog.size(); id++) {
                byte[] path = catalog.path(new DatabaseId(id));
                if (Named.compare(path, fleet.name(), afterPath, afterFleet) > 0) {
                    keep(new Named(path, fleet, new DatabaseId(id)), next, room);
                }
            }
        }
        return take(next.stream().sorted(Named.ORDER).toList(), query);
    }

    private static void keep(Named named, PriorityQueue<Named> next, int room) {
        Named last = next.size() < room ? null : next.peek();
        if (last == null) {
            next.add(named);
        } else if (Named.ORDER.compare(named, last) < 0) {
            next.remove();
            next.add(named);
        }
    }

    private static byte[] bytes(String text, int end) {
        try {
            return Base64.getDecoder().decode(text.substring(0, end));
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw noCursor();
        }
    }

    /// A database by the moment since which it waits.
    private record Late(Instant since, FleetPart fleet, DatabaseId id) implements Entry {

        static final Comparator<Late> ORDER = Comparator.comparing(Late::since)
                .thenComparing(late -> late.fleet.name())
                .thenComparing(Late::id);

        boolean isBehind(Instant otherSince, Place other) {
            int order = since.compareTo(otherSince);
            order = order == 0 ? fleet.name().compareTo(other.fleet()) : order;
            return order == 0 ? id.value() > other.number() : order > 0;
        }

        @Override
        public String cursor() {
            return since + " " + id.value() + " " + fleet.name();
        }
    }

    private DatabasePage byLag(DatabaseQuery query) {
        String after = query.after().orElse(Instant.MIN + " 0 ");
        int space = Math.max(0, after.indexOf(' '));
        Instant since = moment(after.substring(0, space));
        Place place = place(after.substring(Math.min(after.length(), space + 1)));
        List<Entry> sorted = fleets.stream()
                .flatMap(fleet -> fleet.unprotected().entrySet().stream()
                        .map(entry -> new Late(entry.getValue(), fleet, entry.getKey())))
                .filter(late -> late.isBehind(since, place))
                .sorted(Late.ORDER)
                .<Entry>map(late -> late)
                .toList();
        return take(sorted, query);
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw noCursor();
        }
    }

    private DatabasePage take(List<? extends Entry> sorted, DatabaseQuery query) {
        var items = new ArrayList<DatabaseView>();
        Filter filter = new Filter(query);
        for (int at = 0; at < sorted.size(); at++) {
            if (isFull(items, query)) {
                return new DatabasePage(items, query.cursor(sorted.get(at - 1).cursor()));
            }
            Entry entry = sorted.get(at);
            if (filter.fits(entry.fleet(), entry.id())) {
                items.add(entry.fleet().view(entry.id()));
            }
        }
        return new DatabasePage(items, null);
    }

    /// Which databases are asked for. Columns are asked first: they cost nothing.
    private final class Filter {

        private final Optional<Tier> tier;
        private final Optional<DatabaseState> state;
        private final Optional<String> project;
        private final Optional<PathPattern> name;

        Filter(DatabaseQuery query) {
            tier = query.tier();
            state = query.state();
            project = query.project();
            name = query.name();
        }

        boolean fits(FleetPart fleet, DatabaseId database) {
            Catalog catalog = fleet.fleet().catalog();
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
                    && project.map(wanted -> fleet.fleet()
                                    .projects()
                                    .project(row.path(), row.replica())
                                    .toString()
                                    .equals(wanted))
                            .orElse(true);
        }
    }
}
