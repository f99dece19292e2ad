package io.flotilla.ledger;

import io.flotilla.spi.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a file of the ledger: which batches are in it, from the first to the last, as an LTX file's
/// name says its transactions.
record LedgerFile(long first, long last) {

    /// Beside the replicas, in a folder that no level has.
    static final ObjectKey FOLDER = ObjectKey.of(".flotilla/ledger");

    private static final Pattern NAME = Pattern.compile(".*/([0-9a-f]{16})-([0-9a-f]{16})\\.gz");

    LedgerFile {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("No batches: " + first + " to " + last);
        }
    }

    static Optional<LedgerFile> of(ObjectKey key) {
        Matcher name = NAME.matcher(key.toString());
        if (!key.isBelow(FOLDER) || !name.matches()) {
            return Optional.empty();
        }
        long first = Long.parseUnsignedLong(name.group(1), 16);
        long last = Long.parseUnsignedLong(name.group(2), 16);
        return first < 1 || last < first ? Optional.empty() : Optional.of(new LedgerFile(first, last));
    }

    ObjectKey key() {
        return FOLDER.child("%016x-%016x.gz".formatted(first, last));
    }
}
