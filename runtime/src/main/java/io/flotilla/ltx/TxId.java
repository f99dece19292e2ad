package io.flotilla.ltx;

import java.util.HexFormat;

/// A transaction id of a replica: 1 for its first file, one more with each.
public record TxId(long value) implements Comparable<TxId> {

    public TxId {
        if (value < 1) {
            throw new IllegalArgumentException("A TXID is at least 1, not " + value);
        }
    }

    /// The id of sixteen hexadecimal digits.
    public static TxId parse(String hex) {
        if (hex.length() != 16) {
            throw new IllegalArgumentException("A TXID has sixteen hexadecimal digits: '" + hex + "'");
        }
        return new TxId(HexFormat.fromHexDigitsToLong(hex));
    }

    /// Sixteen hexadecimal digits, as in file names.
    public String hex() {
        return HexFormat.of().toHexDigits(value);
    }

    /// The id after this one.
    public TxId next() {
        return new TxId(value + 1);
    }

    @Override
    public int compareTo(TxId other) {
        return Long.compare(value, other.value);
    }
}
