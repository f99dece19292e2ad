package io.flotilla.service.metrics;

import io.flotilla.catalog.ProofTimes;
import io.flotilla.fleet.Protection;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import java.time.Instant;
import java.util.Locale;

/// What a scrape tells of proofs: one pass over two columns of primitives of each catalog, whatever came
/// between two.
final class ProofFigures {

    private ProofFigures() {}

    static void put(Series series, Running running, Instant now) {
        Proofs proofs = running.proofs();
        ProofTimes.Standing standing = proofs.times().standing();
        var databases = series.gauge(
                "flotilla_proof_databases", "Databases that have a replica, by how their last proof came out", "proof");
        databases.put(standing.proved(), "sound");
        databases.put(standing.failed(), "failed");
        databases.put(standing.untried(), "none");
        series.most(
                        "flotilla_oldest_proof_age_seconds",
                        "How long ago the last proof that held was, of the database for which that is the longest")
                .put(standing.oldest()
                        .map(oldest -> Protection.age(oldest, now).toMillis() / 1000.0)
                        .orElse(0.0));
        var made = series.counter("flotilla_proofs", "Proofs by how they came out", "result");
        for (Proofs.Result result : Proofs.Result.values()) {
            made.count(proofs.count(result), result.name().toLowerCase(Locale.ROOT));
        }
        series.most(
                        "flotilla_last_proof_window_timestamp_seconds",
                        "When the last window of verification ended, in seconds since 1970; 0 where none did")
                .count(proofs.lastWindow().getEpochSecond());
    }
}
