package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/// Finds databases in an order, a page at a time, and makes no rows for it. A block of rows is looked at in one go,
/// so that a change waits for that much and not for all of them.
///
/// Safe for use by several threads. What changes meanwhile is found as it was or as it is.
public final class Listing {

    private final Rows rows;

    Listing(Rows rows) {
        this.rows = rows;
    }

    /// Which databases are wanted: those in this tier and in this state, as far as either is said.
    public record Choice(Optional<Tier> tier, Optional<DatabaseState> state) {

        /// Whether one that is so is wanted.
        public boolean has(Tier itsTier, DatabaseState itsState) {
            return (tier.isEmpty() || tier.get() == itsTier) && (state.isEmpty() || state.get() == itsState);
        }

        private boolean has(RowBlock block, int at) {
            return has(block.tier(at), block.state(at));
        }
    }

    /// A database and the bytes of its path.
    public static final class Named {

        static final Comparator<Named> ORDER = (one, other) -> Arrays.compareUnsigned(one.path, other.path);

        private final DatabaseId id;
        private final byte[] path;

        Named(DatabaseId id, byte[] path) {
            this.id = id;
            this.path = path;
        }

        public DatabaseId id() {
            return id;
        }

        /// Not to be changed.
        public byte[] path() {
            return path;
        }
    }

    /// The chosen database with the next greater number.
    ///
    /// @param after 0 for the first one
    public Optional<DatabaseId> next(int after, Choice choice) {
        int number = after / RowBlock.ROWS;
        int from = after % RowBlock.ROWS;
        while (number < rows.blocks()) {
            OptionalInt found = first(number, from, choice);
            if (found.isPresent()) {
                return Optional.of(id(number, found.getAsInt()));
            }
            number++;
            from = 0;
        }
        return Optional.empty();
    }

    private OptionalInt first(int number, int from, Choice choice) {
        return rows.lookInto(number, (block, size) -> {
            for (int at = from; at < size; at++) {
                if (choice.has(block, at)) {
                    return OptionalInt.of(at);
                }
            }
            return OptionalInt.empty();
        });
    }

    /// The chosen databases that come next by the bytes of their paths, sorted.
    ///
    /// @param from where they begin
    /// @param isFromWanted whether the one with exactly this path is meant as well
    /// @param most how many are given at the most, and held in memory; more than 0
    public List<Named> byPath(byte[] from, boolean isFromWanted, int most, Choice choice) {
        var next = new NextPaths(from, isFromWanted, most, choice);
        for (int number = 0; number < rows.blocks(); number++) {
            int block = number;
            int _ = rows.lookInto(block, (names, size) -> next.lookAt(block, names, size));
        }
        return next.sorted();
    }

    private static DatabaseId id(int block, int at) {
        return new DatabaseId(block * RowBlock.ROWS + at + 1);
    }

    /// Those with the lowest paths of all that were looked at. Only the paths of those it takes are copied.
    private static final class NextPaths {

        private final byte[] from;
        private final int lowest;
        private final int most;
        private final Choice choice;
        private final PriorityQueue<Named> taken = new PriorityQueue<>(Named.ORDER.reversed());

        NextPaths(byte[] from, boolean isFromWanted, int most, Choice choice) {
            this.from = from;
            this.lowest = isFromWanted ? 0 : 1;
            this.most = most;
            this.choice = choice;
        }

        /// How many it has now.
        int lookAt(int number, RowBlock block, int size) {
            for (int at = 0; at < size; at++) {
                if (choice.has(block, at) && block.comparePath(at, from) >= lowest && hasRoom(block, at)) {
                    taken.add(new Named(id(number, at), block.path(at)));
                }
            }
            return taken.size();
        }

        /// There is room before the last one, which goes for it.
        private boolean hasRoom(RowBlock block, int at) {
            if (taken.size() < most) {
                return true;
            }
            if (block.comparePath(at, taken.element().path()) >= 0) {
                return false;
            }
            taken.remove();
            return true;
        }

        List<Named> sorted() {
            var sorted = new ArrayList<>(taken);
            sorted.sort(Named.ORDER);
            return sorted;
        }
    }
}
