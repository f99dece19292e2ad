package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.fleet.FreeThreads;
import io.flotilla.generations.GenerationReplica;
import io.flotilla.generations.GenerationReplica.Found;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Proof;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.service.config.Listed;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Surroundings;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// Brings back databases that are absent before they are replicated, where that was asked for.
record AbsentDatabases(OpenTarget target) {

    private static final Logger LOG = System.getLogger(AbsentDatabases.class.getName());

    private static final FetchBudget FETCHED = new FetchBudget(64L * 1024 * 1024, 8);

    /// Restores those that are absent and have a replica; one without begins anew.
    ///
    /// @throws IOException where one has a replica that cannot be restored: it is not to be replicated over
    void restore(List<Listed> databases) throws IOException {
        for (Listed database : databases) {
            Path path = Path.of(database.path());
            if (database.isRestored() && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                restore(path, database);
            }
        }
    }

    /// The same for one database and the target that is its replica.
    static void restore(Path database, TargetUrl replica, Surroundings surroundings) throws IOException {
        try (OpenTarget opened = Targets.installed(surroundings).open(replica)) {
            new AbsentDatabases(opened).restore(List.of(new Listed(database.toString(), ObjectKey.ROOT, true)));
        }
    }

    private void restore(Path path, Listed database) throws IOException {
        var store = new LtxStore(target.target(), target.layout());
        var restore = new Restore(store, new Fetching(new FreeThreads(), FETCHED, Fetching.DEADLINE), Proof.CHECKSUMS);
        var request = new RestoreRequest(database.key(), new RestorePoint.Latest(), path);
        switch (attempts().run(() -> restore.restore(request, RestoreProgress.NONE))) {
            case RestoreResult.Restored restored ->
                LOG.log(Level.INFO, "{0} was absent and is restored as of TXID {1}", path, restored.txId());
            case RestoreResult.NotRestored(RestorePlan.NoReplica _) -> old(path, database);
            case RestoreResult.NotRestored(var why) ->
                throw new CommandFailure(path + " is absent and cannot be restored: " + why.explanation(), "");
        }
    }

    /// There is no LTX file: perhaps Litestream v0.3 was at work.
    private void old(Path path, Listed database) throws IOException {
        var old = new OldReplica(new GenerationReplica(target.target(), database.key()));
        Optional<Found.Restorable> found = attempts().run(() -> old.find(new RestorePoint.Latest()));
        if (found.isEmpty()) {
            LOG.log(Level.INFO, "{0} is absent and has no replica: it begins anew", path);
            return;
        }
        attempts().run(() -> {
            OldReplica.restore(found.get(), path, Set.of(), Proof.CHECKSUMS);
            return found;
        });
        LOG.log(Level.INFO, "{0} was absent and is restored from the replica of Litestream v0.3", path);
    }

    private static Attempts attempts() {
        return Attempts.some(new SplittableRandom());
    }
}
