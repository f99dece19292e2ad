package io.flotilla.fleet;

import io.flotilla.upload.PendingFile;
import io.flotilla.upload.Upload;
import io.flotilla.upload.UploadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/// Joins the files of many databases into batches: what arrives while one batch is on its way leaves with the
/// next, so that one sync of the target and one transaction of the catalog serve them all.
///
/// The bytes that wait are within a budget: who brings more waits until there is room. Safe for use by several
/// threads; [#run] belongs to one.
final class UploadQueue implements Runnable {

    private static final int BATCH_FILES = 256;
    private static final int KIBIBYTE = 1024;

    private final Upload upload;
    private final FleetWitness witness;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(BATCH_FILES);
    private final int budgetKibibytes;
    private final Semaphore kibibytes;

    UploadQueue(Upload upload, FleetWitness witness, int budgetKibibytes) {
        this.upload = upload;
        this.witness = witness;
        this.budgetKibibytes = budgetKibibytes;
        this.kibibytes = new Semaphore(budgetKibibytes, true);
    }

    private record Entry(PendingFile file, CompletableFuture<UploadResult> result) {}

    /// Uploads a file with the next batch, and returns when its fate is known.
    UploadResult upload(PendingFile file) throws InterruptedException {
        int weight = weight(file);
        kibibytes.acquire(weight);
        try {
            var entry = new Entry(file, new CompletableFuture<>());
            queue.put(entry);
            return entry.result().get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("The upload of " + file.replica() + " failed", failure.getCause());
        } finally {
            kibibytes.release(weight);
        }
    }

    /// How many files wait for the next batch.
    int waiting() {
        return queue.size();
    }

    /// What is on its way, or waits for it.
    int inFlightKibibytes() {
        return budgetKibibytes - kibibytes.availablePermits();
    }

    private int weight(PendingFile file) {
        long size = file.payload().size() / KIBIBYTE + 1;
        return (int) Math.min(budgetKibibytes, size);
    }

    /// Uploads batch after batch, until interrupted.
    @Override
    public void run() {
        var batch = new ArrayList<Entry>(BATCH_FILES);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_FILES - 1);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
            send(batch);
            batch.clear();
        }
    }

    private void send(List<Entry> batch) {
        try {
            for (Entry entry : batch) {
                witness.sending(entry.file().next().id(), batch.size());
            }
            List<UploadResult> results =
                    upload.step(batch.stream().map(Entry::file).toList());
            for (int i = 0; i < results.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException | Error failure) {
            // Whatever it is, it is theirs who wait for an answer, and this thread serves the next.
            batch.forEach(entry -> entry.result().completeExceptionally(failure));
        }
    }
}
