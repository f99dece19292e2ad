package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Follow;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.Wish;
import io.flotilla.service.cli.ConfigOptions.Source;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
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
            "A restore of many that was ended goes on where it was: say the same again.",
            "",
            "Examples:",
            "  flotilla restore /mnt/backup/a/b.db -o b.db",
            "  flotilla restore /mnt/backup/a/b.db -o b.db --txid 000000000000002a",
            "  flotilla restore /mnt/backup/a/b.db -o b.db --timestamp '2 hours ago' --dry-run",
            "  flotilla restore /var/lib/app.db -config /etc/litestream.yml      to where it was",
            "  flotilla restore --all /mnt/backup -o restored",
            "  flotilla restore --all --match 'tenants/42/**' --timestamp 2026-11-25T14:03:00Z /mnt/backup -o restored",
            "  flotilla restore --all --delta /mnt/backup -o /var/lib/app --dry-run",
            "  flotilla restore 's3://bucket/prefix/a/b.db?region=eu-central-1' -o b.db"
        })
final class RestoreCommand implements Callable<Integer> {

    private final InstantSource clock;

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
            paramLabel = "FILE",
            description = "The new database; with --all the directory that gets them all, each at its own path. "
                    + "Default for a database of the configuration: where that one was.")
    private @Nullable Path file;

    @Option(
            names = "--txid",
            paramLabel = "HEX16",
            converter = Converters.Transaction.class,
            description = "As of this transaction, 16 hexadecimal digits as 'flotilla ltx' shows them. Default: the "
                    + "latest state.")
    private @Nullable TxId txId;

    @Option(
            names = "--timestamp",
            paramLabel = "TIME",
            description = "As of this moment: what was captured before it. RFC 3339, or a time such as '2 hours ago'.")
    private @Nullable String timestamp;

    @Option(names = "--all", description = "Every database below the URL.")
    private boolean all;

    @Mixin
    private ManyOptions many = new ManyOptions();

    @Option(names = "--dry-run", description = "Show the files that would be read, and end.")
    private boolean dryRun;

    @Option(names = "--if-replica-exists", description = "Where there is no replica, end with 0 and do nothing.")
    private boolean ifReplicaExists;

    @Option(names = "--if-db-not-exists", description = "Where the database is there already, end with 0.")
    private boolean ifDatabaseNotExists;

    @Option(
            names = {"-f", "--follow"},
            description = "Keep the database as new as its replica, for readers, until stopped. It is read in rollback "
                    + "mode; how far it is stands in FILE-txid. Goes on with one that it made before.")
    private boolean follow;

    @Option(
            names = "--follow-interval",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = Converters.Interval.class,
            description = "How often to look for something new. Default: ${DEFAULT-VALUE}.")
    private Duration followInterval;

    @Mixin
    private RestoreOptions options = new RestoreOptions();

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    /// The file, or where the database was.
    private Path output = Path.of("");

    RestoreCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkArguments();
        RestorePoint point = point();
        chooseSourceAndOutput();
        if (!all && ifDatabaseNotExists && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            spec.commandLine().getErr().println(output + " exists, nothing is restored");
            return ExitCode.OK;
        }
        try (OpenTarget opened =
                Targets.installed(Warnings.to(spec.commandLine().getErr())).open(source)) {
            var target = all ? new PatientTarget(opened.target(), attempts()) : opened.target();
            var store = new LtxStore(target, opened.layout());
            if (follow) {
                return follow(store);
            }
            return all ? many(store, point) : one(store, point, OldReplica.of(opened));
        }
    }

    private void chooseSourceAndOutput() throws IOException {
        Path given = file;
        if (all) {
            output = Objects.requireNonNull(given);
            return;
        }
        switch (config.source(source, spec.commandLine().getErr())) {
            case Source.Replica(TargetUrl replica) -> {
                if (given == null) {
                    throw usage("Say with -o FILE where the database is to be: only one of the configuration has a "
                            + "place of its own");
                }
                output = given;
            }
            case Source.Database(Path database, TargetUrl replica) -> {
                source = replica;
                output = Objects.requireNonNullElse(given, database);
            }
        }
    }

    private void checkArguments() {
        if (all && file == null) {
            throw usage("--all needs -o DIRECTORY");
        }
        if (all && txId != null) {
            throw usage("--txid is of one replica, and --all restores many: leave one of them out");
        }
        if (txId != null && timestamp != null) {
            throw usage("--txid and --timestamp both say as of when: leave one of them out");
        }
        if (all && (ifDatabaseNotExists || (dryRun && !many.isDelta()))) {
            throw usage("--dry-run and --if-db-not-exists are of one database: leave out --all, or add --delta to see"
                    + " what it would restore");
        }
        if (many.isDelta() && options.wishes().contains(Wish.REPLACE)) {
            throw usage("--force replaces all databases, and --delta those that differ: leave one of them out");
        }
        if (txId != null && options.wishes().contains(Wish.TO_GAP)) {
            throw usage("--to-gap takes another state than --txid asks for: leave one of them out");
        }
        if (follow && (all || dryRun || txId != null || timestamp != null)) {
            throw usage("-f follows one database in its latest state: leave out --all, --dry-run, --txid, --timestamp");
        }
        if (!all && many.isSaid()) {
            throw usage("--deleted, --no-owner and --delta are of many databases: add --all");
        }
        if (many.parallel() < 1) {
            throw usage("--parallel is at least 1");
        }
    }

    private ParameterException usage(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    private RestorePoint point() {
        TxId wanted = txId;
        String when = timestamp;
        try {
            if (when != null) {
                return new RestorePoint.Until(new Moments(clock.instant()).parse(when));
            }
        } catch (IllegalArgumentException malformed) {
            throw usage(FailureText.message(malformed));
        }
        return wanted == null ? new RestorePoint.Latest() : new RestorePoint.AsOf(wanted);
    }

    private int follow(LtxStore store) throws IOException, InterruptedException {
        var steps = new Follow(
                store, options.build().restore(store), ObjectKey.ROOT, output.toAbsolutePath(), new SplittableRandom());
        var loop = new FollowLoop(
                steps,
                followInterval,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        loop.run(StopSignal.install());
        return ExitCode.OK;
    }

    private int one(LtxStore store, RestorePoint point, OldReplica old) throws IOException {
        var request = new RestoreRequest(ObjectKey.ROOT, point, output.toAbsolutePath(), options.wishes());
        var restore = new OneRestored(new OneRestored.Names(source, output), request, old, options.build(), answer());
        try {
            if (dryRun) {
                restore.plan(store);
            } else {
                restore.run(store);
            }
        } catch (OneRestored.NothingThere none) {
            if (!ifReplicaExists) {
                throw none;
            }
            spec.commandLine().getErr().println("No replica at " + source + ", nothing is restored");
        }
        return ExitCode.OK;
    }

    private int many(LtxStore store, RestorePoint point) throws IOException {
        var restore = new ManyRestored(store, options, many, answer());
        if (dryRun) {
            restore.showDelta(source, point, output);
            return ExitCode.OK;
        }
        BulkTotals totals = restore.run(source, point, output);
        if (totals.all() == 0 && !ifReplicaExists) {
            throw new CommandFailure("No replica below " + source, "");
        }
        return ExitCode.OK;
    }

    private static Attempts attempts() {
        return Attempts.some(new SplittableRandom());
    }

    private RestoreAnswer answer() {
        return RestoreAnswer.of(spec.commandLine(), json);
    }
}
