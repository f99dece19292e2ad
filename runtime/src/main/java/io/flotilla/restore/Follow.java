package io.flotilla.restore;

import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Keeps a database as new as its replica, for readers: Litestream's follow mode.
///
/// Each step lists the replica and lays what is new over the database; the first one restores it. Files come
/// from the lowest levels, or from higher ones where the lower have a gap. For use by one thread at a time.
public final class Follow {

    private final LtxStore store;
    private final Restore restore;
    private final ObjectKey replica;
    private final Path output;
    private final RandomGenerator random;

    public Follow(LtxStore store, Restore restore, ObjectKey replica, Path output, RandomGenerator random) {
        this.store = store;
        this.restore = restore;
        this.replica = replica;
        this.output = output;
        this.random = random;
    }

    /// How a step ended.
    public sealed interface Result {

        /// The database is as of this transaction, by so many files since the step before.
        record At(TxId txId, int files) implements Result {}

        /// There is no state to begin with, or the replica ends before the database.
        record Impossible(String why) implements Result {}
    }

    /// Brings the database to the newest state that can be reached.
    ///
    /// @throws TargetException when the target failed, or a file vanished: the next step goes on
    /// @throws DamagedReplicaException when a file is not what it should be, or begins another page size
    public Result step() throws IOException {
        Optional<TxId> position = FollowedDatabase.position(output);
        return position.isPresent() && Files.exists(output) ? advance(position.get()) : begin();
    }

    private Result begin() throws IOException {
        var request = new RestoreRequest(replica, new RestorePoint.Latest(), output);
        return switch (restore.restore(request, RestoreProgress.NONE)) {
            case RestoreResult.Restored(
                    var txId,
                    var moment,
                    var pages,
                    var size,
                    var files,
                    var bytes,
                    var passed) -> {
                try (var database = new FollowedDatabase(output, random)) {
                    database.prepare();
                    database.note(txId);
                }
                yield new Result.At(txId, files);
            }
            case RestoreResult.NotRestored(var why) -> new Result.Impossible(why.explanation());
        };
    }

    private Result advance(TxId from) throws IOException {
        List<ReplicaFile> listing = store.list(replica);
        boolean isBehind = listing.stream().allMatch(file -> file.range().max().compareTo(from) < 0);
        if (isBehind) {
            return new Result.Impossible("The database is as of TXID " + from + ", and the replica does not reach that."
                    + " Is it another one? Remove the database and its -txid file to begin anew");
        }
        List<ReplicaFile> files = RestorePlan.after(listing, from);
        TxId reached = from;
        try (var database = new FollowedDatabase(output, random)) {
            for (ReplicaFile file : files) {
                apply(file, database);
                reached = file.range().max();
            }
        }
        return new Result.At(reached, files.size());
    }

    /// Fetched and verified whole before a byte of it reaches the database.
    private void apply(ReplicaFile file, FollowedDatabase database) throws IOException {
        Path copy = Files.createTempFile(new OutputPlace(output).directory(), ".flotilla-follow-", ".tmp");
        try {
            try (InputStream in = store.open(file)) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            verify(file, copy);
            try (LtxReader reader = LtxReader.open(Files.newInputStream(copy))) {
                database.apply(reader);
            }
        } catch (LtxException | DamagedReplicaException damaged) {
            throw new DamagedReplicaException(
                    "The replica is damaged at " + store.key(file.name()) + ": " + damaged.getMessage(), damaged);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static void verify(ReplicaFile file, Path copy) throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(copy))) {
            if (!reader.header().range().equals(file.range())) {
                throw new DamagedReplicaException(
                        "its header says TXID " + reader.header().range());
            }
            boolean more = reader.next();
            while (more) {
                more = reader.next();
            }
        }
    }
}
