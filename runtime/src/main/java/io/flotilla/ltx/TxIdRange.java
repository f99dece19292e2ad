package io.flotilla.ltx;

/// The transactions that one file covers, both ends included.
public record TxIdRange(TxId min, TxId max) {

    /// @throws IllegalArgumentException when the range ends before it begins
    public TxIdRange {
        if (min.compareTo(max) > 0) {
            throw new IllegalArgumentException("TXID range ends before it begins: " + min + " to " + max);
        }
    }

    /// The range of a single transaction.
    public static TxIdRange of(TxId single) {
        return new TxIdRange(single, single);
    }

    /// Whether a file of this range can be applied to a database that stands at the end of the earlier one. An
    /// overlap is fine, since pages are absolute; a gap is not, and neither is a range that brings nothing new.
    public boolean follows(TxIdRange earlier) {
        return min.value() - 1 <= earlier.max.value() && max.compareTo(earlier.max) > 0;
    }

    /// Both ends as in file names: `0000000000000001-000000000000002a`.
    @Override
    public String toString() {
        return min + "-" + max;
    }
}
