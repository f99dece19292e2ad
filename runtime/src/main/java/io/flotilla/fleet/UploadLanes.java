package io.flotilla.fleet;

import io.flotilla.upload.PendingFile;
import io.flotilla.upload.Upload;
import io.flotilla.upload.UploadResult;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Two upload queues, so that the many small files never wait behind a big one. Each has its own batches, budget
/// and thread; the files of one database arrive in order, since it has one of them on its way at a time. Safe for
/// use by several threads.
record UploadLanes(UploadQueue small, UploadQueue big) {

    private static final long SMALL_BYTES = 1024 * 1024;

    /// Lanes that share a budget by halves.
    static UploadLanes of(Supplier<Upload> uploads, FleetWitness witness, int budgetKibibytes) {
        int half = Math.max(1, budgetKibibytes / 2);
        return new UploadLanes(
                new UploadQueue(uploads.get(), witness, half), new UploadQueue(uploads.get(), witness, half));
    }

    /// What is on its way, or waits for it.
    int inFlightKibibytes() {
        return small.inFlightKibibytes() + big.inFlightKibibytes();
    }

    /// Begins to upload, until the threads are interrupted.
    void start(Executor threads) {
        List.of(small, big).forEach(threads::execute);
    }

    /// Uploads a file with the next batch of its lane, and returns when its fate is known.
    UploadResult upload(PendingFile file) throws InterruptedException {
        UploadQueue lane = file.payload().size() <= SMALL_BYTES ? small : big;
        return lane.upload(file);
    }
}
