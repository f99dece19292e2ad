package io.flotilla.plugins.contract;

import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What goes wrong at a [FaultyTarget].
public sealed interface Fault {

    /// The call fails for these keys, before anything happens to them; the other keys of a batch are served. The
    /// key of a list call is its ancestor. Fires once for a call with such a key.
    record Fails(Calls calls, Predicate<ObjectKey> keys, Supplier<TargetException> cause) implements Fault {}

    /// The call first runs something that the test gives: it may wait for a signal, or look at what is there.
    record Waits(Calls calls, Runnable hook) implements Fault {}

    /// The call does its work, but its answer is lost: every key gets [TargetException.Unavailable]. For puts and
    /// deletes. Fires where at least one key had succeeded.
    record LosesAnswer(Calls calls) implements Fault {

        public LosesAnswer {
            if (calls.operation() == Operation.OPEN || calls.operation() == Operation.LIST) {
                throw new IllegalArgumentException("Only a put or a delete has an answer that can be lost");
            }
        }
    }

    /// The stream of an open call gives so many bytes and then throws [TargetException.Unavailable]. Fires where
    /// there were more bytes to read.
    record CutsRead(Calls calls, long bytes) implements Fault {

        public CutsRead {
            if (calls.operation() != Operation.OPEN || bytes < 0) {
                throw new IllegalArgumentException("Only the stream of an open call can be cut, after 0 or more bytes");
            }
        }
    }

    /// Objects that were stored in the latest put calls, as many as given here, are not in any listing yet.
    /// Fires where a listing leaves something out.
    record ListsLate(int puts) implements Fault {

        public ListsLate {
            if (puts < 1) {
                throw new IllegalArgumentException("A late listing misses at least one put call: " + puts);
            }
        }
    }

    /// The calls fail as if the target were away.
    static Fault unavailable(Calls calls) {
        return new Fails(calls, key -> true, () -> new TargetException.Unavailable("The target is away, as ordered"));
    }

    /// The calls fail as if a person had to act.
    static Fault refused(Calls calls) {
        return new Fails(calls, key -> true, () -> new TargetException.Refused("Permission denied, as ordered"));
    }
}
