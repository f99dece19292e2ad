package io.flotilla.service.api;

import io.flotilla.fleet.Attempts;
import io.flotilla.fleet.FreeThreads;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Proof;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import io.flotilla.service.proof.Soundness;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// What a job does: restores a database to a new file, or proves that it can be, into a file that is removed
/// again. Safe for use by several threads.
@Singleton
final class JobRun {

    private static final long FETCHED_BYTES = 16L << 20;
    private static final int REQUESTS = 4;

    private final RestoreRoots roots;
    private final FetchBudget budget = new FetchBudget(FETCHED_BYTES, REQUESTS);

    JobRun(RestoreRoots roots) {
        this.roots = roots;
    }

    /// @return the database that the order is about
    /// @throws Refusal where the order is not understood or not allowed
    KnownDatabase check(List<Running> fleets, JobOrder order) {
        String kind = order.kind();
        if (kind == null || !(kind.equals("restore") || kind.equals("verify"))) {
            throw Refusal.badRequest("kind is restore or verify");
        }
        KnownDatabase database = database(fleets, order);
        var _ = point(order);
        boolean isRestore = kind.equals("restore");
        if (isRestore != (order.output() != null)) {
            throw Refusal.badRequest(isRestore ? "a restore needs an output" : "a verification has no output");
        }
        output(order);
        return database;
    }

    private static KnownDatabase database(List<Running> fleets, JobOrder order) {
        Integer database = order.database();
        if (database == null) {
            throw Refusal.badRequest("database is missing: the number of a database");
        }
        return DatabaseAddress.find(fleets, Optional.ofNullable(order.fleet()), String.valueOf(database));
    }

    private static RestorePoint point(JobOrder order) {
        String txId = order.txId();
        String timestamp = order.timestamp();
        if (txId != null && timestamp != null) {
            throw Refusal.badRequest("txId and timestamp both say as of when: leave one of them out");
        }
        try {
            if (timestamp != null) {
                return new RestorePoint.Until(Instant.parse(timestamp));
            }
            return txId == null ? new RestorePoint.Latest() : new RestorePoint.AsOf(TxId.parse(txId));
        } catch (DateTimeParseException malformed) {
            throw Refusal.badRequest("timestamp is no time such as 2026-01-31T12:00:00Z");
        } catch (IllegalArgumentException malformed) {
            throw Refusal.badRequest("txId is no transaction: " + malformed.getMessage());
        }
    }

    private void output(JobOrder order) {
        String output = order.output();
        if (output != null && output.length() > JobOrder.LONGEST_OUTPUT) {
            throw Refusal.badRequest("output is longer than " + JobOrder.LONGEST_OUTPUT + " characters");
        }
        if (output != null) {
            Path allowed = roots.allowed(output);
            if (Files.exists(allowed, LinkOption.NOFOLLOW_LINKS)) {
                throw new Refusal(Status.CONFLICT, allowed + " exists already");
            }
        }
    }

    /// Does it. However it ends, the job says so.
    void run(KnownDatabase database, Job job) {
        job.begins();
        try {
            String output = job.order().output();
            if (output == null) {
                verify(database, job);
            } else {
                var _ = restore(database, job, roots.allowed(output), Proof.CHECKSUMS);
            }
        } catch (IOException | RuntimeException failure) {
            job.failed(String.valueOf(failure.getMessage()));
        }
    }

    private void verify(KnownDatabase database, Job job) throws IOException {
        Path directory = Files.createTempDirectory(database.fleet().settings().state(), "verify-");
        Path copy = directory.resolve("copy.db");
        try {
            note(database, job, restore(database, job, copy, Soundness.FULL));
        } catch (IOException | RuntimeException failure) {
            note(database, job, Proofs.Result.of(failure));
            throw failure;
        } finally {
            Files.deleteIfExists(copy);
            Files.delete(directory);
        }
    }

    /// What was asked of an earlier state says nothing of the newest one.
    private static void note(KnownDatabase database, Job job, Proofs.Result result) {
        if (point(job.order()) instanceof RestorePoint.Latest) {
            database.fleet().proofs().note(database.id(), result);
        }
    }

    private Proofs.Result restore(KnownDatabase database, Job job, Path output, Proof proof) throws IOException {
        var fetching = new Fetching(new FreeThreads(), budget, Fetching.DEADLINE);
        var restore = new Restore(database.fleet().target().store(), fetching, proof);
        var request = new RestoreRequest(database.row().replica(), point(job.order()), output);
        RestoreResult result = Attempts.some(new SplittableRandom()).run(() -> restore.restore(request, job::isAt));
        return switch (result) {
            case RestoreResult.Restored restored -> {
                job.isDone(
                        restored.txId().hex(),
                        restored.bytes() + " bytes of " + restored.moment() + " from " + restored.files() + " files"
                                + (restored.passed().isEmpty() ? "" : "; passed over: " + restored.passed()));
                yield restored.passed().isEmpty() ? Proofs.Result.SOUND : Proofs.Result.FAILED;
            }
            case RestoreResult.NotRestored(var why) -> {
                job.failed(why.explanation());
                yield Proofs.Result.FAILED;
            }
        };
    }
}
