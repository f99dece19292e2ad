package io.flotilla.wal;

/// The two numbers that every frame of one generation of a log carries.
public record Salts(int first, int second) {

    /// Whether these are the salts of the generation right after the other one: SQLite adds one to the first
    /// and draws the second at random. Nothing else proves that there was exactly one restart.
    public boolean follow(Salts other) {
        return first == other.first + 1;
    }
}
