package io.flotilla.tiering;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.Tier;
import java.time.Instant;

/// What was decided for one database, and why.
public sealed interface Placement {

    String reason();

    /// It is hot from now on; there was room.
    record Promoted(String reason) implements Placement {}

    /// It is hot from now on, and another one is cold, whose work is uploaded.
    record PromotedInsteadOf(DatabaseId evicted, String reason) implements Placement {}

    /// It is cold from now on. Whoever waits may have the place: [Tiering#next].
    record Demoted(String reason) implements Placement {}

    /// It stays in its tier.
    record Kept(Tier tier, String reason) implements Placement {}

    /// It should be hot, and waits for a place among those who came before. It is cold meanwhile, and
    /// captured as any cold database is.
    record Waiting(Instant since, String reason) implements Placement {}
}
