package io.flotilla.service.cli;

import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla forget`: a replica with all its history goes, for good.
@Command(
        name = "forget",
        description = {
            "Removes the replica of one database with its whole history, for good: afterwards nothing of it can be restored. "
                    + "Says what that is, and asks. Files that the target keeps (a retention or legal hold on the bucket) are "
                    + "named, and stay.",
            "",
            "Stop the replication of the database first, or delete it: whoever still replicates it would go on after files "
                    + "that are not there.",
            ""
        },
        footer = {"", "Examples:", "  flotilla forget /mnt/backup/a/b.db", "  flotilla forget /mnt/backup/a/b.db --yes"
        })
final class ForgetCommand implements Callable<Integer> {

    private static final Duration AT_WORK = Duration.ofMinutes(10);
    private static final int BATCH = 1000;
    private static final int NAMED = 20;

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REPLICA-URL", converter = Converters.Target.class, description = "The replica.")
    private TargetUrl replica;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only say what would be removed.")
    private boolean dryRun;

    @Option(names = "--even-if-written", description = "Also where a file came within the last ten minutes.")
    private boolean evenIfWritten;

    ForgetCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (OpenTarget opened =
                Targets.installed(Warnings.to(spec.commandLine().getErr())).open(replica)) {
            var store = new LtxStore(opened.target(), opened.layout());
            List<ReplicaFile> files = store.list(ObjectKey.ROOT);
            if (files.isEmpty()) {
                throw new CommandFailure("No replica at " + replica, "");
            }
            String what = what(files);
            if (dryRun) {
                out.println("Would remove " + what);
                return ExitCode.OK;
            }
            checkQuiet(files);
            if (!isWanted(what)) {
                throw new CommandFailure("Nothing is removed", "");
            }
            remove(store, files);
            out.println("Removed " + what);
        }
        return ExitCode.OK;
    }

    private String what(List<ReplicaFile> files) {
        Comparator<ReplicaFile> byTime = Comparator.comparing(ReplicaFile::timestamp);
        Instant first = files.stream().min(byTime).orElseThrow().timestamp();
        Instant last = files.stream().max(byTime).orElseThrow().timestamp();
        long bytes = files.stream().mapToLong(ReplicaFile::size).sum();
        return replica + ": " + Sizes.count(files.size(), "file") + ", " + Sizes.bytes(bytes) + ", of " + first + " to "
                + last;
    }

    private void checkQuiet(List<ReplicaFile> files) {
        Instant newest = files.stream()
                .map(ReplicaFile::timestamp)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (!evenIfWritten && Duration.between(newest, clock.instant()).compareTo(AT_WORK) < 0) {
            throw new CommandFailure(
                    "A file of " + replica + " is of " + newest + ": the database seems to be replicated still",
                    "stop that, and wait ten minutes; or --even-if-written");
        }
    }

    private boolean isWanted(String what) {
        if (yes) {
            return true;
        }
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new CommandFailure("Nobody is there to be asked", "--yes, or --dry-run to see"));
        String answer = console.readLine("Remove for good %s? (yes/no) ", what);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }

    /// Newest first: whatever breaks off on the way leaves an older state that can be restored, not a
    /// replica whose beginning is missing.
    private void remove(LtxStore store, List<ReplicaFile> files) {
        List<ReplicaFile> newestFirst = files.stream()
                .sorted(Comparator.comparing((ReplicaFile file) -> file.range().max())
                        .reversed())
                .toList();
        var kept = new ArrayList<String>();
        for (int from = 0; from < newestFirst.size(); from += BATCH) {
            List<ReplicaFile> batch = newestFirst.subList(from, Math.min(newestFirst.size(), from + BATCH));
            for (DeleteResult result :
                    store.delete(batch.stream().map(ReplicaFile::name).toList())) {
                if (result instanceof DeleteResult.NotDeleted(var key, var cause)) {
                    kept.add(key + ": " + FailureText.of(cause).what());
                }
            }
        }
        if (!kept.isEmpty()) {
            kept.stream()
                    .limit(NAMED)
                    .forEach(line -> spec.commandLine().getErr().println("Not removed: " + line));
            throw new CommandFailure(
                    kept.size() + " of " + Sizes.count(files.size(), "file") + " of " + replica + " are not removed",
                    "the same again; what a hold keeps goes when the hold ends");
        }
    }
}
