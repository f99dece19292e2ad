package io.flotilla.service.cli;

import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.service.config.Listed;
import io.flotilla.spi.ObjectKey;
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

/// Brings back databases that are absent before they are replicated, where that was asked for.
record AbsentDatabases(LtxStore store) {

    private static final Logger LOG = System.getLogger(AbsentDatabases.class.getName());

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
    static void restore(Path database, TargetUrl replica) throws IOException {
        try (OpenTarget opened = Targets.installed().open(replica)) {
            var store = new LtxStore(opened.target(), opened.layout());
            new AbsentDatabases(store).restore(List.of(new Listed(database.toString(), ObjectKey.ROOT, true)));
        }
    }

    private void restore(Path path, Listed database) throws IOException {
        var request = new RestoreRequest(database.key(), new RestorePoint.Latest(), path);
        switch (new Restore(store).restore(request, RestoreProgress.NONE)) {
            case RestoreResult.Restored restored ->
                LOG.log(Level.INFO, "{0} was absent and is restored as of TXID {1}", path, restored.txId());
            case RestoreResult.NotRestored(RestorePlan.NoReplica _) ->
                LOG.log(Level.INFO, "{0} is absent and has no replica: it begins anew", path);
            case RestoreResult.NotRestored(var why) ->
                throw new CommandFailure(path + " is absent and cannot be restored: " + why.explanation(), "");
        }
    }
}
