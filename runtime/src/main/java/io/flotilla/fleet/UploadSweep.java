package io.flotilla.fleet;

import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import io.flotilla.store.LtxStore;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;

/// Throws away once a day what uploads of killed processes left on the target.
///
/// Cost: a request for each 1,000 uploads of the whole target that have not ended, and one for each that is thrown
/// away; no request where the target has no such uploads. What is refused is said once, and hinders nothing else. For
/// use by one thread.
final class UploadSweep implements Runnable {

    /// Not at the start: a process that ends again soon asks for nothing.
    static final Duration FIRST = Duration.ofHours(1);

    static final Duration EVERY = Duration.ofDays(1);

    private static final Logger LOG = System.getLogger(UploadSweep.class.getName());

    private static final String SUBJECT = "what unfinished uploads left on the target stays there";

    private final LtxStore store;
    private final FleetSettings.Levels settings;
    private final LevelCounters counters;
    private final Warnings warnings;

    UploadSweep(LtxStore store, FleetSettings.Levels settings, LevelCounters counters, Warnings warnings) {
        this.store = store;
        this.settings = settings;
        this.counters = counters;
        this.warnings = warnings;
    }

    @Override
    public void run() {
        if (settings.areOff() || settings.retention().hold()) {
            return;
        }
        try {
            Thread.sleep(FIRST);
            while (true) {
                sweep();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks for them now.
    void sweep() {
        try {
            List<UnfinishedUpload> uploads = store.findUnfinished(LtxStore.ABANDONED);
            for (UnfinishedUpload upload : uploads) {
                end(upload);
            }
            warnings.isOver(SUBJECT);
        } catch (TargetException | RuntimeException failure) {
            if (!Thread.currentThread().isInterrupted()) {
                warnings.hindrance(SUBJECT, String.valueOf(failure.getMessage()));
            }
        }
    }

    private void end(UnfinishedUpload upload) throws TargetException {
        if (settings.dryRun()) {
            counters.add("would throw away: unfinished uploads", 1);
            LOG.log(Logger.Level.INFO, "would throw away upload={0} begun={1}", upload.key(), upload.begun());
            return;
        }
        store.discard(upload);
        counters.add("thrown away: unfinished uploads", 1);
        LOG.log(Logger.Level.INFO, "thrown away upload={0} begun={1}", upload.key(), upload.begun());
    }
}
