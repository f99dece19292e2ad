package io.flotilla.service.live;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.ProofTimes;
import io.flotilla.restore.DamagedReplicaException;
import io.flotilla.restore.UnsoundDatabaseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/// How proofs of a fleet's databases came out: the last one of each is in the catalog, how many there were
/// since the start is here. Safe for use by several threads.
public final class Proofs {

    private final ProofTimes times;
    private final InstantSource clock;
    private final LongAdder sound = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private volatile Instant lastWindow = Instant.EPOCH;

    public Proofs(ProofTimes times, InstantSource clock) {
        this.times = times;
        this.clock = clock;
    }

    /// How one came out.
    public enum Result {

        /// The newest state was restored, and SQLite finds it sound.
        SOUND,

        /// It could not be restored, or is not sound.
        FAILED,

        /// Nothing is known: the target did not answer or refused, or this machine could not hold the copy.
        UNANSWERED;

        /// What a failure says of the replica.
        public static Result of(Exception failure) {
            return failure instanceof DamagedReplicaException || failure instanceof UnsoundDatabaseException
                    ? FAILED
                    : UNANSWERED;
        }
    }

    /// Notes how the proof of a database's newest state came out, just now.
    public void note(DatabaseId database, Result result) {
        adder(result).increment();
        switch (result) {
            case SOUND -> times.proved(database, clock.instant());
            case FAILED -> times.failed(database, clock.instant());
            case UNANSWERED -> {}
        }
    }

    /// How many came out like this, since the start.
    public long count(Result result) {
        return adder(result).sum();
    }

    private LongAdder adder(Result result) {
        return switch (result) {
            case SOUND -> sound;
            case FAILED -> failed;
            case UNANSWERED -> unanswered;
        };
    }

    /// When each was made.
    public ProofTimes times() {
        return times;
    }

    /// A window came to its end.
    public void windowEnded() {
        lastWindow = clock.instant();
    }

    /// When the last window came to its end, since the start; 1970 where none did.
    public Instant lastWindow() {
        return lastWindow;
    }
}
