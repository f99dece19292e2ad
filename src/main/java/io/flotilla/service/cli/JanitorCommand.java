package io.flotilla.service.cli;

import io.flotilla.compaction.Removal;
import io.flotilla.compaction.Retention;
import io.flotilla.compaction.RetentionPlan;
import io.flotilla.compaction.RetentionResult;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.fleet.Attempts;
import io.flotilla.ledger.Ledger;
import io.flotilla.ledger.LedgerStore;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.ReplicaListing;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla janitor`: removes from a target what no rule keeps, for who replicates without the right to do
/// so.
@Command(
        name = "janitor",
        description = {
            "Removes from a target what no rule keeps, once: from any host, with the credentials of its own. Then the "
                    + "replicator itself needs no right to remove anything: let it run with --hold.",
            "",
            "The rules are those of 'replicate', and so is what always stays: the newest state, each moment that is "
                    + "promised, the newest file of each level. One run removes at most 1,000 files and two snapshots of a "
                    + "replica, so that a clock that is wrong does no great harm at once.",
            "",
            "What a killed process has sent of a large file, and never ended, goes as well.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla janitor /mnt/backup --dry-run",
            "  flotilla janitor 's3://bucket/prefix?region=eu-central-1' --retention 7d --keep-days 30 --keep-weeks 52",
            "  flotilla janitor /mnt/backup --keep-deleted 90d"
        })
final class JanitorCommand implements Callable<Integer> {

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TARGET-URL", converter = Converters.Target.class, description = "The target.")
    private TargetUrl url;

    @Option(
            names = "--match",
            paramLabel = "GLOB",
            defaultValue = "**",
            converter = Converters.Glob.class,
            description = "Only replicas whose path below the URL matches.")
    private PathPattern match;

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = Converters.Length.class,
            description = "How far back each moment stays. Default: ${DEFAULT-VALUE}.")
    private Duration moments;

    @Mixin
    private KeptSnapshots kept = new KeptSnapshots();

    @Option(
            names = "--keep-deleted",
            paramLabel = "TIME",
            converter = Converters.Interval.class,
            description =
                    "Remove replicas whose database was deleted longer ago than that, as the ledger of the target "
                            + "says. Default: they stay.")
    private @Nullable Duration keepDeleted;

    @Option(
            names = "--unfinished",
            paramLabel = "TIME",
            converter = Converters.Interval.class,
            description = "Throw away uploads that were begun longer ago than that and have not ended. Default: 48h, "
                    + "which is longer than any can take.")
    private Duration unfinished = LtxStore.ABANDONED;

    @Option(names = "--dry-run", description = "Only say what would be removed.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    JanitorCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        RetentionRules rules = rules();
        try (OpenTarget opened =
                Targets.installed(Warnings.to(spec.commandLine().getErr())).open(url)) {
            var target = new PatientTarget(opened.target(), Attempts.some(new SplittableRandom()));
            var store = new LtxStore(target, opened.layout());
            var run = new Run(store, rules, ledger(store), clock.instant());
            store.listAll(ObjectKey.ROOT, run::look);
            run.endUploads();
            return run.end();
        }
    }

    private RetentionRules rules() {
        try {
            return kept.beside(RetentionRules.DEFAULT.level0(), moments, false);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), FailureText.message(wrong), wrong);
        }
    }

    /// Here an unreadable ledger ends the run: without it nobody knows what was deleted.
    private Ledger ledger(LtxStore store) throws IOException {
        return keepDeleted == null ? Ledger.EMPTY : new LedgerStore(store.target()).read();
    }

    /// One run over all replicas. For use by one thread.
    private final class Run {

        private final LtxStore store;
        private final RetentionRules rules;
        private final Ledger ledger;
        private final Instant now;
        private final PrintWriter out = spec.commandLine().getOut();
        private final List<String> kept = new ArrayList<>();
        private long replicas;
        private long files;
        private long bytes;
        private long more;
        private long uploads;
        private String uploadsStay = "";

        Run(LtxStore store, RetentionRules rules, Ledger ledger, Instant now) {
            this.store = store;
            this.rules = rules;
            this.ledger = ledger;
            this.now = now;
        }

        void look(ReplicaListing listing) {
            if (!match.matches(listing.replica().bytes())) {
                return;
            }
            replicas++;
            boolean isForgotten = isForgotten(listing.replica());
            RetentionPlan plan = isForgotten ? all(listing) : RetentionPlan.of(listing.files(), rules, now, Set.of());
            more += plan.more() ? 1 : 0;
            String why = isForgotten ? "database deleted" : "";
            if (dryRun) {
                plan.removals().forEach(removal -> note(removal, why));
            } else if (!plan.removals().isEmpty()) {
                remove(plan, why);
            }
        }

        private boolean isForgotten(ObjectKey replica) {
            Duration atLeast = keepDeleted;
            return atLeast != null
                    && ledger.at(replica, now) instanceof Ledger.State.Gone(var since)
                    && since.plus(atLeast).isBefore(now);
        }

        /// Newest first, so that what a broken run leaves can be restored still.
        private RetentionPlan all(ReplicaListing listing) {
            List<Removal> removals = listing.files().stream()
                    .sorted(Comparator.comparing(
                                    (ReplicaFile file) -> file.range().max())
                            .reversed())
                    .map(file -> new Removal(file, Removal.Reason.OLD))
                    .toList();
            return new RetentionPlan(removals, false);
        }

        private void remove(RetentionPlan plan, String why) {
            switch (new Retention(store).step(plan)) {
                case RetentionResult.Removed(var removals) -> removals.forEach(removal -> note(removal, why));
                case RetentionResult.Partly(var removals, var left) -> {
                    removals.forEach(removal -> note(removal, why));
                    left.forEach(one -> kept.add(store.key(one.removal().file().name()) + ": "
                            + FailureText.of(one.cause()).what()));
                }
            }
        }

        private void note(Removal removal, String why) {
            files++;
            bytes += removal.file().size();
            if (!json) {
                String reason = why.isEmpty() ? removal.reason().text() : why;
                out.println((dryRun ? "would remove  " : "removed  ")
                        + Table.visible(store.key(removal.file().name()).toString()) + ": " + reason);
            }
        }

        /// The files above are what the janitor is for: where this is refused it is said, and that is all.
        void endUploads() {
            try {
                for (UnfinishedUpload upload : store.findUnfinished(unfinished)) {
                    if (match.matches(store.replica(upload.key()).bytes())) {
                        end(upload);
                    }
                }
            } catch (TargetException failure) {
                uploadsStay = FailureText.of(failure).what();
            }
        }

        private void end(UnfinishedUpload upload) throws TargetException {
            if (!dryRun) {
                store.discard(upload);
            }
            uploads++;
            if (!json) {
                out.println((dryRun ? "would throw away  " : "thrown away  ")
                        + Table.visible(upload.key().toString()) + ": an upload that was begun at "
                        + upload.begun() + " and never ended");
            }
        }

        int end() {
            if (json) {
                out.println(Json.of(fields()));
            } else {
                kept.forEach(line -> out.println("KEPT  " + line));
                out.println();
                if (!uploadsStay.isEmpty()) {
                    out.println("NOTE  unfinished uploads stay: " + uploadsStay);
                }
                out.println((dryRun ? "Would remove " : "Removed ") + Sizes.count(files, "file") + ", "
                        + Sizes.bytes(bytes) + ", of " + Sizes.count(replicas, "replica")
                        + (uploads > 0 ? ", and " + Sizes.count(uploads, "unfinished upload") : "")
                        + (more > 0 ? "; " + more + " have more for the next run" : ""));
            }
            out.flush();
            if (!kept.isEmpty()) {
                throw new CommandFailure(
                        Sizes.count(kept.size(), "file") + " could not be removed",
                        "rights to delete, or the end of a hold");
            }
            return ExitCode.OK;
        }

        private Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("target", url);
            fields.put("dry_run", dryRun);
            fields.put("replicas", replicas);
            fields.put("files", files);
            fields.put("bytes", bytes);
            fields.put("more", more);
            fields.put("unfinished_uploads", uploads);
            fields.put("unfinished_uploads_stay", uploadsStay);
            fields.put("kept", kept);
            return fields;
        }
    }
}
