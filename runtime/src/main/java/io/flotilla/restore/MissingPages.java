package io.flotilla.restore;

import java.util.Map;
import java.util.TreeMap;

/// The page numbers that a database has, but no file has brought yet: ranges, so that memory follows the gaps in a
/// file and not what its header claims.
final class MissingPages {

    /// No sound replica leaves more than a few gaps open at a time.
    private static final int MAX_RANGES = 100_000;

    private final TreeMap<Integer, Integer> lastByFirst = new TreeMap<>();

    /// Adds a range above all numbers that are there.
    void add(int first, int last) {
        lastByFirst.put(first, last);
    }

    /// @throws DamagedReplicaException when this leaves more gaps than a replica ever has
    void remove(int page) throws DamagedReplicaException {
        Map.Entry<Integer, Integer> range = lastByFirst.floorEntry(page);
        if (range == null || range.getValue() < page) {
            return;
        }
        lastByFirst.remove(range.getKey());
        if (range.getKey() < page) {
            lastByFirst.put(range.getKey(), page - 1);
        }
        if (page < range.getValue()) {
            lastByFirst.put(page + 1, range.getValue());
        }
        if (lastByFirst.size() > MAX_RANGES) {
            throw new DamagedReplicaException("the database grew, but very many of the new pages are missing");
        }
    }

    /// Forgets all numbers above this one.
    void cutAbove(int last) {
        lastByFirst.tailMap(last, false).clear();
        lastByFirst.replaceAll((first, end) -> Math.min(end, last));
    }

    boolean isEmpty() {
        return lastByFirst.isEmpty();
    }

    /// The lowest number. Legal only where there is one.
    int first() {
        return lastByFirst.firstKey();
    }
}
