package io.flotilla.detection;

/// Which files of a database are known not to be there. Of the others nothing is known.
///
/// @param file the database file itself
/// @param log its `-wal`
/// @param journal its `-journal`
public record Absent(boolean file, boolean log, boolean journal) {

    /// Nothing is known.
    public static final Absent NOTHING = new Absent(false, false, false);

    /// Neither a log nor a journal.
    public static final Absent SIDECARS = new Absent(false, true, true);

    /// There is no database.
    public static final Absent FILE = new Absent(true, false, false);

    /// As three bits.
    public byte bits() {
        return (byte) ((file ? 1 : 0) | (log ? 2 : 0) | (journal ? 4 : 0));
    }

    /// What [#bits()] gave.
    public static Absent of(byte bits) {
        return new Absent((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }
}
