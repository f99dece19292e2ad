package io.flotilla.service.cli;

import io.flotilla.fleet.BoundedThreads;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/// `flotilla restore`: one database, or all below a prefix, from the target alone.
@Command(
        name = "restore",
        description = {
            "Restores a database from its replica, or all databases of a target. Checks every checksum on the way and "
                    + "overwrites nothing; until a database is whole and durable, nothing has its name.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla restore /mnt/backup/a/b.db -o b.db",
            "  flotilla restore /mnt/backup/a/b.db -o b.db --txid 000000000000002a",
            "  flotilla restore --all /mnt/backup -o restored"
        })
final class RestoreCommand implements Callable<Integer> {

    private static final int AT_A_TIME = 4;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DATABASE|REPLICA-URL",
            converter = Converters.Target.class,
            description = "A database of the configuration by its path, the replica of one, or with --all the target "
                    + "that holds many.")
    private TargetUrl source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The new database; with --all the directory that gets them all, each at its own path.")
    private Path output;

    @Option(
            names = "--txid",
            paramLabel = "HEX16",
            converter = Converters.Transaction.class,
            description = "As of this transaction, 16 hexadecimal digits as 'flotilla ltx' shows them. Default: the "
                    + "latest state.")
    private @Nullable TxId txId;

    @Option(names = "--all", description = "Every database below the URL.")
    private boolean all;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (all && txId != null) {
            throw new ParameterException(
                    spec.commandLine(), "--txid is of one replica, and --all restores many: leave one of them out");
        }
        source = all ? source : config.replica(source, spec.commandLine().getErr());
        try (OpenTarget opened = Targets.installed().open(source)) {
            var store = new LtxStore(opened.target(), opened.layout());
            return all ? all(store) : one(store);
        }
    }

    private int one(LtxStore store) throws IOException {
        long start = System.nanoTime();
        var request = new RestoreRequest(ObjectKey.ROOT, point(), output.toAbsolutePath());
        RestoreResult result;
        try (ProgressLine progress = ProgressLine.of(spec.commandLine().getErr(), json)) {
            result = new Restore(store).restore(request, progress::bytes);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return switch (result) {
            case Restored restored -> {
                report().one(source, output, restored, time);
                yield ExitCode.OK;
            }
            case NotRestored(var why) -> throw new CommandFailure(source + ": " + why.explanation(), "");
        };
    }

    private int all(LtxStore store) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<BulkRestore.Outcome> outcomes;
        try (ProgressLine progress = ProgressLine.of(spec.commandLine().getErr(), json);
                var threads = new BoundedThreads(AT_A_TIME)) {
            outcomes = new BulkRestore(store, threads).run(output, progress::databases);
        }
        if (outcomes.isEmpty()) {
            throw new CommandFailure("No replica below " + source, "");
        }
        long failed = report().all(source, outcomes, Duration.ofNanos(System.nanoTime() - start));
        if (failed > 0) {
            throw new CommandFailure(
                    failed + " of " + Sizes.count(outcomes.size(), "database")
                            + " not restored: the answer on standard output says which, and why",
                    "");
        }
        return ExitCode.OK;
    }

    private RestorePoint point() {
        TxId wanted = txId;
        return wanted == null ? new RestorePoint.Latest() : new RestorePoint.AsOf(wanted);
    }

    private RestoreReport report() {
        var out = spec.commandLine().getOut();
        return json ? new RestoreReport.AsJson(out) : new RestoreReport.AsText(out);
    }
}
