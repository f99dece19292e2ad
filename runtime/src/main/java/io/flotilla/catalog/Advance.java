package io.flotilla.catalog;

import io.flotilla.disk.Fingerprint;
import java.time.Instant;

/// A database's next position, together with all that changes with it. Made only after the target has
/// confirmed the bytes.
///
/// @param fingerprint taken before the content was read; unknown where it was not settled
public record Advance(
        DatabaseId id,
        Position position,
        HashChange hashes,
        Fingerprint fingerprint,
        Instant lastWrite,
        Instant ackedAt) {

    public Advance {
        int pages = position.pageCount();
        boolean fits = switch (hashes) {
            case HashChange.Replace(PageHashes all) -> all.pageCount() == pages;
            case HashChange.Update update -> update.pageCount() == pages;
            case HashChange.Forget() -> true;
        };
        if (!fits) {
            throw new IllegalArgumentException(hashes + " at a position of " + pages + " pages");
        }
    }
}
