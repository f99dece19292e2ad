package io.flotilla.service.cli;

import io.flotilla.generations.GenerationReplica;
import io.flotilla.generations.GenerationReplica.Found;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.NewDatabase;
import io.flotilla.restore.Proof;
import io.flotilla.restore.Wish;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.OpenTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// A replica in the layout of Litestream v0.3, which is only read.
record OldReplica(GenerationReplica replica) {

    static OldReplica of(OpenTarget opened) {
        return new OldReplica(new GenerationReplica(opened.target(), ObjectKey.ROOT));
    }

    /// What can be restored; empty where there is no such replica, or where a TXID is wanted, which it has
    /// not.
    ///
    /// @throws CommandFailure where there is one, and it cannot be restored
    Optional<Found.Restorable> find(RestorePoint point) throws IOException {
        Optional<Found> found = switch (point) {
            case RestorePoint.AsOf(var txId) -> Optional.empty();
            case RestorePoint.Latest() -> Optional.of(replica.find(Optional.empty()));
            case RestorePoint.Until(var moment) -> Optional.of(replica.find(Optional.of(moment)));
        };
        return found.flatMap(OldReplica::restorable);
    }

    private static Optional<Found.Restorable> restorable(Found found) {
        return switch (found) {
            case Found.Nothing() -> Optional.empty();
            case Found.Restorable restorable -> Optional.of(restorable);
            case Found.Unusable(String explanation) -> throw new CommandFailure(explanation, "");
        };
    }

    static void restore(Found.Restorable found, Path output, Set<Wish> wishes, Proof proof) throws IOException {
        NewDatabase.create(output, wishes, proof, database -> found.content().writeTo(new Image(database)));
    }

    private record Image(NewDatabase database) implements GenerationReplica.Image {

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            database.write(bytes, offset);
        }

        @Override
        public void resize(long bytes) throws IOException {
            database.resize(bytes);
        }
    }
}
