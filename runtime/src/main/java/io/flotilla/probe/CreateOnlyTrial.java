package io.flotilla.probe;

import io.flotilla.spi.Finding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Tries out whether a second put of one key leaves the first object as it is: the promise on which it stands that two
/// writers never mix their histories. Three requests: two puts, and a delete whose failure does not matter.
///
/// @param random draws a key that nobody has used
public record CreateOnlyTrial(ReplicaTarget target, RandomGenerator random) {

    static final String PROMISE = "a second put changes nothing";

    /// What was seen.
    ///
    /// @throws TargetException where the target does not answer, or does not take the first object
    public Finding run() throws TargetException {
        ScratchKeys scratch = ScratchKeys.of(target, random);
        ObjectKey key = scratch.key("create-only");
        Puts.create(target, key, Bytes.random(random, 16));
        try {
            return second(key);
        } finally {
            target.delete(List.of(key));
        }
    }

    private Finding second(ObjectKey key) throws TargetException {
        var request = new PutRequest(key, Bytes.random(random, 16), Instant.EPOCH);
        return switch (target.put(List.of(request)).getFirst()) {
            case PutResult.Stored stored ->
                new Finding.Broken(PROMISE, "it replaced the first object: two writers are not safe here");
            case PutResult.NotStored(var same, TargetException.AlreadyExists there) ->
                new Finding.Kept(PROMISE, "refused, as it has to be");
            case PutResult.NotStored(var same, TargetException cause) -> throw cause;
        };
    }
}
