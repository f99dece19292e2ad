package io.flotilla.catalog;

/// The number of a database in one catalog: 1 for the first registered, one more with each, never used again.
public record DatabaseId(int value) implements Comparable<DatabaseId> {

    public DatabaseId {
        if (value < 1) {
            throw new IllegalArgumentException("A database's number is at least 1, not " + value);
        }
    }

    @Override
    public int compareTo(DatabaseId other) {
        return Integer.compare(value, other.value);
    }
}
