package io.flotilla.catalog;

import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// What the catalog knows of one database, as of the call. Made on demand: keep the id, not the row.
///
/// @param why why it is in its state
/// @param fingerprint at which nothing new was found, or unknown
/// @param lastWrite when the latest shipped write was noticed, [#NEVER] before the first; whole milliseconds
/// @param ackedAt when the target confirmed the latest file, [#NEVER] before the first; whole milliseconds
/// @param lastTxId the TXID of the latest confirmed file, 0 where none is known
public record DatabaseRow(
        DatabaseId id,
        Path path,
        ObjectKey replica,
        Tier tier,
        DatabaseState state,
        Why why,
        Fingerprint fingerprint,
        Instant lastWrite,
        Instant ackedAt,
        long lastTxId) {

    /// The moment that stands for "not yet".
    public static final Instant NEVER = Instant.EPOCH;

    /// Why it is in its state, for people; empty where there is nothing to say.
    public String reason() {
        return why.text();
    }

    /// The TXID of the latest confirmed file.
    public Optional<TxId> txId() {
        return lastTxId == 0 ? Optional.empty() : Optional.of(new TxId(lastTxId));
    }
}
