package io.flotilla.service.api;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.Listing;
import io.flotilla.disk.PathBytes;
import io.flotilla.service.live.Running;
import io.flotilla.spi.PathPattern;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
        int limit = query.limit();
        return switch (query.order()) {
            case ID -> byId(query, limit);
            case NAME -> byName(query, limit);
            case LAG -> byLag(query, limit);
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
    private DatabasePage byId(DatabaseQuery query, int limit) {
        Place after = query.after().map(DatabaseList::place).orElse(new Place("", 0));
        var items = new ArrayList<DatabaseView>();
        Filter filter = new Filter(query);
        for (FleetPart fleet : fleets) {
            int order = fleet.name().compareTo(after.fleet());
            if (order < 0) {
                continue;
            }
            int last = order == 0 ? after.number() : 0;
            Optional<DatabaseId> next = filter.next(fleet, last);
            while (next.isPresent()) {
                if (isFull(items, limit)) {
                    return new DatabasePage(items, query.cursor(last + " " + fleet.name()));
                }
                last = next.get().value();
                addFitting(items, filter, fleet, next.get());
                next = filter.next(fleet, last);
            }
        }
        return new DatabasePage(items, null);
    }

    private static void addFitting(List<DatabaseView> items, Filter filter, FleetPart fleet, DatabaseId database) {
        if (filter.fits(fleet, database)) {
            items.add(fleet.view(database));
        }
    }

    private boolean isFull(List<DatabaseView> items, int limit) {
        return items.size() == limit || rowsMade >= MOST_ROWS;
    }

    /// A number in a fleet. A position behind the end is as good as the end.
    private record Place(String fleet, int number) {}

    private static Place place(String text) {
        int space = text.indexOf(' ');
        if (!text.matches("(?s)[0-9]{1,9} .*")) {
            throw DatabaseQuery.noCursor();
        }
        return new Place(text.substring(space + 1), Integer.parseInt(text.substring(0, space)));
    }

    /// A database by the bytes of its path, which may be in several fleets.
    private record Named(Listing.Named named, FleetPart fleet) implements Entry {

        static final Comparator<Named> ORDER = Comparator.<Named, byte[]>comparing(
                        each -> each.named.path(), Arrays::compareUnsigned)
                .thenComparing(each -> each.fleet.name());

        @Override
        public DatabaseId id() {
            return named.id();
        }

        @Override
        public String cursor() {
            return id().value() + " " + fleet.name();
        }
    }

    /// One pass over the paths alone keeps those that come next.
    private DatabasePage byName(DatabaseQuery query, int limit) {
        Optional<Place> after = query.after().map(DatabaseList::place);
        byte[] path = after.map(this::path).orElse(new byte[0]);
        String afterFleet = after.map(Place::fleet).orElse("");
        Filter filter = new Filter(query);
        int room = 1 + (filter.readsRows() ? Math.max(MOST_ROWS, limit) : limit);
        List<Named> next = fleets.stream()
                .flatMap(fleet -> filter.byPath(fleet, path, fleet.name().compareTo(afterFleet) > 0, room).stream()
                        .map(named -> new Named(named, fleet)))
                .sorted(Named.ORDER)
                .limit(room)
                .toList();
        return take(next, query, limit);
    }

    /// The path of the database at this place.
    private byte[] path(Place place) {
        return fleets.stream()
                .filter(fleet -> fleet.name().equals(place.fleet()))
                .map(fleet -> fleet.fleet().catalog())
                .filter(catalog -> 0 < place.number() && place.number() <= catalog.size())
                .map(catalog ->
                        PathBytes.of(catalog.row(new DatabaseId(place.number())).path()))
                .findFirst()
                .orElseThrow(DatabaseQuery::noCursor);
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

    private DatabasePage byLag(DatabaseQuery query, int limit) {
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
        return take(sorted, query, limit);
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw DatabaseQuery.noCursor();
        }
    }

    private DatabasePage take(List<? extends Entry> sorted, DatabaseQuery query, int limit) {
        var items = new ArrayList<DatabaseView>();
        Filter filter = new Filter(query);
        for (int at = 0; at < sorted.size(); at++) {
            if (isFull(items, limit)) {
                return new DatabasePage(items, query.cursor(sorted.get(at - 1).cursor()));
            }
            Entry entry = sorted.get(at);
            addFitting(items, filter, entry.fleet(), entry.id());
        }
        return new DatabasePage(items, null);
    }

    /// Which databases are asked for. Columns are asked first: they cost nothing.
    private final class Filter {

        private final Listing.Choice choice;
        private final Optional<String> project;
        private final Optional<PathPattern> name;

        Filter(DatabaseQuery query) {
            choice = new Listing.Choice(query.tier(), query.state());
            project = query.project();
            name = query.name();
        }

        Optional<DatabaseId> next(FleetPart fleet, int after) {
            return fleet.fleet().catalog().listing().next(after, choice);
        }

        List<Listing.Named> byPath(FleetPart fleet, byte[] from, boolean isFromWanted, int most) {
            return fleet.fleet().catalog().listing().byPath(from, isFromWanted, most, choice);
        }

        /// Whether columns do not tell who is wanted.
        boolean readsRows() {
            return project.isPresent() || name.isPresent();
        }

        boolean fits(FleetPart fleet, DatabaseId database) {
            rowsMade++;
            DatabaseRow row = fleet.fleet().catalog().row(database);
            return choice.has(row.tier(), row.state())
                    && name.map(pattern -> pattern.matches(row.replica().toString()))
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
