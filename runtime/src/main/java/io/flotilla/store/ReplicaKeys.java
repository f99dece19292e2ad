package io.flotilla.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import java.util.Arrays;
import java.util.Optional;

/// How a replica's files are spelled as keys, and back: Litestream v0.5's two layouts (its `ltx.FormatFilename`
/// below a folder for each level).
///
/// Reading is strict. What is not exactly a level folder with a file of 16 lower-case hexadecimal digits, `-`, 16
/// more and `.ltx` in it is no file of a replica, and neither is a range that no TXIDs have (0, or backwards).
record ReplicaKeys(ReplicaLayout layout) {

    private static final int HEX = 16;
    private static final int NAME_BYTES = HEX + 1 + HEX + 4;

    ObjectKey key(FileName file) {
        return folder(file.replica(), file.level()).child(file.range() + ".ltx");
    }

    /// The folder of a level.
    ObjectKey folder(ObjectKey replica, Level level) {
        return switch (layout) {
            case HEXADECIMAL_LEVELS -> replica.child("000" + level);
            case LTX_FOLDER -> replica.child("ltx/" + level);
        };
    }

    /// A key behind everything that sorts before the files of a level, and before the first of them.
    ObjectKey start(ObjectKey replica, Level level) {
        return folder(replica, level).child("0".repeat(HEX));
    }

    /// The innermost folder that holds all level folders of a replica.
    ObjectKey parent(ObjectKey replica) {
        return switch (layout) {
            case HEXADECIMAL_LEVELS -> replica;
            case LTX_FOLDER -> replica.child("ltx");
        };
    }

    /// Where to go on listing a replica's files after a page that ended with this key; empty where none can follow.
    Optional<ObjectKey> next(ObjectKey replica, ObjectKey last) {
        for (int value = 0; value <= Level.SNAPSHOT.value(); value++) {
            var level = new Level(value);
            ObjectKey start = start(replica, level);
            if (last.compareTo(start) < 0) {
                return Optional.of(start);
            }
            if (last.isBelow(folder(replica, level))) {
                return Optional.of(last);
            }
        }
        return Optional.empty();
    }

    /// The file that a key spells; empty where it spells none.
    Optional<FileName> parse(ObjectKey key) {
        byte[] bytes = key.bytes();
        int slash = bytes.length - NAME_BYTES - 1;
        // The shortest folder is one digit behind "ltx/", or "000" and a digit.
        if (slash < 4 || bytes[slash] != '/' || bytes[slash - 1] < '0' || bytes[slash - 1] > '9') {
            return Optional.empty();
        }
        Level level = new Level(bytes[slash - 1] - '0');
        byte[] before = layout == ReplicaLayout.LTX_FOLDER ? ascii("ltx/") : ascii("000");
        int folder = slash - 1 - before.length;
        if (folder < 0 || !Arrays.equals(bytes, folder, slash - 1, before, 0, before.length)) {
            return Optional.empty();
        }
        if (folder > 0 && bytes[folder - 1] != '/') {
            return Optional.empty();
        }
        ObjectKey replica = folder == 0 ? ObjectKey.ROOT : ObjectKey.ofBytes(Arrays.copyOf(bytes, folder - 1));
        return range(new String(bytes, slash + 1, NAME_BYTES, US_ASCII))
                .map(range -> new FileName(replica, level, range));
    }

    private static Optional<TxIdRange> range(String name) {
        if (name.charAt(HEX) != '-' || !name.endsWith(".ltx")) {
            return Optional.empty();
        }
        String min = name.substring(0, HEX);
        String max = name.substring(HEX + 1, HEX + 1 + HEX);
        if (!isLowerHex(min) || !isLowerHex(max)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TxIdRange(TxId.parse(min), TxId.parse(max)));
        } catch (IllegalArgumentException noRange) {
            return Optional.empty();
        }
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
