package io.flotilla.service.api;

import io.flotilla.fleet.FreeThreads;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.service.live.Running;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/// The jobs of this process, the latest of them. Two at a time, the others wait. Safe for use by several
/// threads.
@Singleton
final class Jobs {

    /// So many are remembered.
    private static final int MOST = 200;

    /// So many may wait.
    private static final int MOST_OPEN = 20;

    private static final int AT_A_TIME = 2;

    private final JobRun run;
    private final Audit audit;
    private final Executor threads = new FreeThreads();
    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Job> byKey = new HashMap<>();

    Jobs(JobRun run, Audit audit) {
        this.run = run;
        this.audit = audit;
    }

    /// A job, and whether it was there before.
    record Created(Job job, boolean isNew) {}

    /// Makes a job and begins with it as soon as there is room. The same key gives the same job again.
    ///
    /// @throws Refusal where the order is not understood or not allowed, or too many wait
    synchronized Created create(List<Running> fleets, JobOrder order, Optional<String> key) {
        Optional<Job> known = key.map(byKey::get);
        if (known.isPresent()) {
            return repeated(known.get(), order);
        }
        checkRoom();
        KnownDatabase database = run.check(fleets, order);
        audit.note("job", order);
        var job = new Job(UUID.randomUUID(), order);
        forgetOldest();
        jobs.put(job.id().toString(), job);
        key.ifPresent(text -> byKey.put(text, job));
        threads.execute(work(job, database));
        return new Created(job, true);
    }

    private static Created repeated(Job job, JobOrder order) {
        if (!job.order().equals(order)) {
            throw new Refusal(Status.CONFLICT, "This Idempotency-Key was used for another order");
        }
        return new Created(job, false);
    }

    private void checkRoom() {
        long open = jobs.values().stream().filter(job -> !job.view().isOver()).count();
        if (open >= MOST_OPEN) {
            throw new Refusal(Status.TOO_MANY_REQUESTS, open + " jobs are open: wait until one is done");
        }
    }

    private Runnable work(Job job, KnownDatabase database) {
        return () -> {
            places.acquireUninterruptibly();
            try {
                run.run(database, job);
            } finally {
                places.release();
            }
        };
    }

    private void forgetOldest() {
        var old = jobs.values().iterator();
        while (jobs.size() >= MOST && old.hasNext()) {
            Job job = old.next();
            if (job.view().isOver()) {
                old.remove();
                byKey.values().remove(job);
            }
        }
    }

    synchronized Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /// The newest first.
    synchronized List<JobView> list() {
        return new ArrayList<>(jobs.values()).reversed().stream().map(Job::view).toList();
    }
}
