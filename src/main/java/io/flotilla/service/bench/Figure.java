package io.flotilla.service.bench;

/// One line of the benchmark.
///
/// @param name what was measured
/// @param bar what it is held against; empty where nothing is
/// @param measured with its unit
/// @param how how it was measured
public record Figure(String name, String bar, String measured, Verdict verdict, String how) {

    /// Whether a figure is what it has to be.
    public enum Verdict {
        PASS,
        MISS,

        /// There is no bar, or not at this size.
        NONE,

        /// What it stands on did not happen; the figure says what.
        UNKNOWN;

        static Verdict of(boolean isFine) {
            return isFine ? PASS : MISS;
        }
    }

    static Figure of(String name, String bar, String measured, boolean isFine, String how) {
        return new Figure(name, bar, measured, Verdict.of(isFine), how);
    }

    /// Without a bar.
    static Figure plain(String name, String measured, String how) {
        return new Figure(name, "", measured, Verdict.NONE, how);
    }

    /// The same, which neither passes nor misses where what it stands on did not happen.
    Figure onlyIf(boolean isSound, String why) {
        return isSound ? this : new Figure(name, bar, measured, Verdict.UNKNOWN, "says nothing: " + why + "; " + how);
    }
}
