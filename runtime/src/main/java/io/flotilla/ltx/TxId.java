package io.flotilla.ltx;

import java.util.HexFormat;

/// The number of one transaction of a replica: 1, 2, 3 and so on, one for each captured change.
public record TxId(long value) implements Comparable<TxId> {

    /// Where every replica begins.
    public static final TxId FIRST = new TxId(1);

    private static final int HEX_DIGITS = 16;

    /// @throws IllegalArgumentException when the value is below 1
    public TxId {
        if (value < 1) {
            throw new IllegalArgumentException("A TXID lies between 0000000000000001 and 7fffffffffffffff, not "
                    + HexFormat.of().toHexDigits(value));
        }
    }

    /// Reads exactly 16 hexadecimal digits, in either case.
    ///
    /// @throws IllegalArgumentException when it is anything else, or zero
    public static TxId parse(String text) {
        if (text.length() != HEX_DIGITS || !isHex(text)) {
            throw new IllegalArgumentException(
                    "A TXID is exactly 16 hexadecimal digits, such as 000000000000002a, not \"" + text + "\"");
        }
        return new TxId(HexFormat.fromHexDigitsToLong(text));
    }

    /// A loop: a listing of a whole target parses two of these for each file.
    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// 16 lower-case digits, as file names carry them: their byte order is the numeric order.
    public String hex() {
        return HexFormat.of().toHexDigits(value);
    }

    public TxId next() {
        return new TxId(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(TxId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
