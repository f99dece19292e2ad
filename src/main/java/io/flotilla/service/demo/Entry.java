package io.flotilla.service.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// One committed transaction: its number in its database, the moment after COMMIT returned, and its digest.
///
/// The digest covers that of the transaction before, so a row that is missing, old or out of order shows in
/// all that follow it. As a line of a ledger file: `database TAB sequence TAB nanoseconds since 1970 TAB
/// digest NEWLINE`.
public record Entry(String database, long sequence, Instant committedAt, String digest) {

    /// What stands in place of the digest before the first transaction.
    static final String NO_DIGEST = "";

    private static final int DIGEST_BYTES = 8;

    public Entry {
        if (sequence < 1) {
            throw new IllegalArgumentException("Sequence " + sequence + " of " + database + ": they start at 1");
        }
        if (database.indexOf('\t') >= 0 || database.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("A ledger line cannot hold the name " + database);
        }
    }

    /// Of a line without its end. The name is the same object for the same name: a long run has hundreds of entries for
    /// each.
    public static Entry parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException("Not a ledger line: " + line);
        }
        return new Entry(
                fields[0].intern(), Long.parseLong(fields[1]), Moments.of(Long.parseLong(fields[2])), fields[3]);
    }

    public String line() {
        return database + '\t' + sequence + '\t' + Moments.nanos(committedAt) + '\t' + digest + '\n';
    }

    /// The digest of a ledger row, from its own content and the digest of the row before.
    static String digest(String previous, long sequence, long writer, byte[] payload) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update((previous + '/' + sequence + '/' + writer + '/').getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(payload), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
