package io.flotilla.service.cli;

import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.service.cli.NewcomerCheck.Root;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla clone`: a database as of a moment, beside the original.
@Command(
        name = "clone",
        description = {
            "Makes a second database of a replica, as of a moment, with the owner and mode that the first one had"
                    + " then. Overwrites nothing, and leaves the original and its replica alone.",
            "",
            "Where the new name lies below a directory that is replicated, the clone becomes a database of its own"
                    + " with a replica of its own. A name under which the target holds a replica already is refused.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla clone tenants/42.db /mnt/backup /var/tmp/42.db",
            "  flotilla clone --timestamp '1 day ago' tenants/42.db /mnt/backup /srv/app/tenants/42-yesterday.db",
            "  flotilla clone --txid 000000000000002a /srv/app/tenants/42.db /mnt/backup 42-then.db",
            "  flotilla clone --dry-run --json tenants/42.db 's3://bucket/prefix?region=eu-central-1' 42.db"
        })
final class CloneCommand implements Callable<Integer> {

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DATABASE|KEY",
            description = "The original: the path of the database, or the key of its replica below the target.")
    private String original;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            converter = Converters.Target.class,
            description = "The target that holds its replica.")
    private TargetUrl target;

    @Parameters(index = "2", paramLabel = "NEW-PATH", description = "The new database.")
    private Path output;

    @Mixin
    private PointOptions point = new PointOptions();

    @Option(names = "--dry-run", description = "Show the files that would be read, and end.")
    private boolean dryRun;

    @Option(
            names = "--no-owner",
            description = "Leave owner, group and mode as they are for a new file, readable for its owner alone.")
    private boolean noOwner;

    @Mixin
    private BuildOptions options = new BuildOptions();

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    CloneCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        RestorePoint when = point.point(clock.instant());
        if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(output.toString());
        }
        PrintWriter err = spec.commandLine().getErr();
        try (OpenTarget opened = Targets.installed(Warnings.to(err)).open(target)) {
            var store = new LtxStore(opened.target(), opened.layout());
            List<Root> roots = new ArrayList<>(roots());
            NamedReplica replica = NamedReplica.find(original, store, target, roots);
            replica.guess().ifPresent(root -> {
                warn(List.of("'" + original + "' is taken for the database of the replica " + replica.key()));
                roots.add(new Root(root, target.toString()));
            });
            warn(new NewcomerCheck(target, store).warnings(output, roots));
            var request = new RestoreRequest(replica.key(), when, output.toAbsolutePath(), options.wishes());
            var names = new OneRestored.Names(replica.url(target), output);
            var restore = new OneRestored(names, request, OldReplica.of(opened), options, answer());
            if (dryRun) {
                restore.plan(store);
                return ExitCode.OK;
            }
            Past past = Past.read(store, when, uses(), err);
            restore.run(store);
            warn(past.owner(replica.key()).map(owner -> new OwnerRestore().apply(output, owner)).stream()
                    .filter(flaw -> !flaw.isEmpty())
                    .toList());
        }
        return ExitCode.OK;
    }

    private List<Root> roots() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        return NewcomerCheck.known(config.state(err).map(StateHome::new).orElseGet(Places::stateHome));
    }

    private Set<Past.Use> uses() {
        return noOwner ? EnumSet.noneOf(Past.Use.class) : EnumSet.of(Past.Use.SET_OWNERS);
    }

    private void warn(List<String> warnings) {
        PrintWriter err = spec.commandLine().getErr();
        warnings.forEach(warning -> err.println("Warning: " + warning));
        err.flush();
    }

    private RestoreAnswer answer() {
        return RestoreAnswer.of(spec.commandLine(), json);
    }
}
