package io.flotilla.store;

/// A level of a replica: 0 holds each transaction as it was captured, 1 to 8 hold merged ones, 9 holds whole
/// databases.
public record Level(int value) implements Comparable<Level> {

    /// Where captured files go.
    public static final Level CAPTURED = new Level(0);

    /// Where snapshots lie: files of TXID 1 to n that hold every page.
    public static final Level SNAPSHOT = new Level(9);

    public Level {
        if (value < 0 || value > 9) {
            throw new IllegalArgumentException("A level lies between 0 and 9: " + value);
        }
    }

    @Override
    public int compareTo(Level other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
