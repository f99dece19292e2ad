package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.generations.GenerationReplica.Found;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.restore.Wish;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/// `flotilla restore` of a single database, with a report. For use once.
///
/// @param names as the report has them
/// @param old the same place, in case that Litestream v0.3 was at work there
record OneRestored(Names names, RestoreRequest request, OldReplica old, BuildOptions options, RestoreAnswer answer) {

    /// From where, and to where.
    record Names(TargetUrl source, Path output) {}

    /// There is no replica at all.
    static final class NothingThere extends CommandFailure {

        private static final long serialVersionUID = 1L;

        NothingThere(String what) {
            super(what, "");
        }
    }

    /// Restores it.
    ///
    /// @throws CommandFailure where what is there makes no database
    void run(LtxStore store) throws IOException {
        long start = System.nanoTime();
        RestoreResult result;
        try (ProgressLine progress = answer.progress()) {
            result = attempts().run(() -> options.restore(store).restore(request, progress::bytes));
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        switch (result) {
            case Restored restored ->
                answer.report().one(names.source(), names.output(), restored, time, options.verification());
            case NotRestored(RestorePlan.NoReplica none) -> restoreOld(none);
            case NotRestored(var why) -> throw impossible(why);
        }
    }

    /// Says what would be read.
    ///
    /// @throws CommandFailure as for [#run]
    void plan(LtxStore store) throws IOException {
        switch (attempts().run(() -> options.restore(store).plan(request))) {
            case RestorePlan.Ready ready -> answer.report().plan(ready);
            case RestorePlan.NotContiguous(var gap, var before)
            when request.wishes().contains(Wish.TO_GAP) -> answer.report().plan(new RestorePlan.Ready(before));
            case RestorePlan.NoReplica none -> answer.report().old(names.source(), names.output(), found(none), true);
            case RestorePlan.Impossible why -> throw impossible(why);
        }
    }

    private void restoreOld(RestorePlan.NoReplica none) throws IOException {
        Found.Restorable found = found(none);
        attempts().run(() -> {
            OldReplica.restore(
                    found,
                    request.output(),
                    request.wishes(),
                    options.verification().proof());
            return found;
        });
        answer.report().old(names.source(), names.output(), found, false);
    }

    private Found.Restorable found(RestorePlan.NoReplica none) throws IOException {
        Optional<Found.Restorable> found = attempts().run(() -> old.find(request.point()));
        return found.orElseThrow(() -> new NothingThere(names.source() + ": " + none.explanation()));
    }

    private CommandFailure impossible(RestorePlan.Impossible why) {
        String wayOut = why instanceof RestorePlan.NotContiguous ? "--to-gap, which restores that state" : "";
        return new CommandFailure(names.source() + ": " + why.explanation(), wayOut);
    }

    private static Attempts attempts() {
        return Attempts.some(new SplittableRandom());
    }
}
