package io.flotilla.service.cli;

import io.flotilla.discovery.KeyTemplate;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.api.Listening;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla replicate`: databases to a target, once or until stopped.
@Command(
        name = "replicate",
        description = {
            "Replicates one database, or all below a directory, to a target.",
            "",
            "Merges files on the target, takes snapshots and removes what is old, as Litestream does.",
            "Runs until SIGTERM or SIGINT (Ctrl-C), then does a last sync of at most 30 s; a second signal ends it at "
                    + "once. Never writes to a database or beside it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla replicate /var/lib/app /mnt/backup",
            "  flotilla replicate /var/lib/app/main.db file:///mnt/backup/main",
            "  flotilla replicate /srv/tenants /mnt/backup --pattern '**/*.sqlite' --exclude 'tmp/**' --interval 5s",
            "  flotilla replicate /srv/projects /mnt/backup --key '{project}/{database}/{branch}/{tenant}'",
            "  flotilla replicate /srv /mnt/backup --pattern '{customer}/data/{name}.db' --key 'customers/{customer}/{name}'",
            "  flotilla replicate /var/lib/app /mnt/backup --once     from cron: what is new, then end",
            "  flotilla replicate /var/lib/app 's3://bucket/prefix?region=eu-central-1'",
            "  flotilla replicate /var/lib/app 's3://bucket/prefix?endpoint=https://minio.example.com'",
            "  flotilla replicate /srv/tenants /mnt/backup --listen 127.0.0.1:9190     with metrics, health and the API"
        },
        exitCodeList = {
            "0:done",
            "1:failed, the reason is on standard error",
            "2:the command line was not understood",
            "3:asked to end, and something was left behind"
        })
final class ReplicateCommand implements Callable<Integer> {

    private final Replication replication;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DIRECTORY|DATABASE",
            description = "Where the databases are. ROOT/a/b.db becomes the replica TARGET/a/b.db, a single database "
                    + "TARGET itself, unless --key says otherwise.")
    private Path source;

    @Parameters(
            index = "1",
            paramLabel = "TARGET-URL",
            converter = Converters.Target.class,
            description = "Where replicas go: a directory, file:///directory, or s3://bucket/prefix "
                    + "with its settings as parameters (docs/s3.md).")
    private TargetUrl target;

    @Option(
            names = "--pattern",
            paramLabel = "GLOB",
            description =
                    "Only files with this path below DIRECTORY, for example '**/*.db'; {name} stands for a part of "
                            + "one name, for --key. May be given several times. Default: every file that is an SQLite "
                            + "database.")
    private List<String> patterns = new ArrayList<>();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Not files with this path below DIRECTORY. May be given several times.")
    private List<String> excludes = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "TEMPLATE",
            defaultValue = "{path}",
            converter = Converters.Key.class,
            description = "The replica's place below TARGET: text, and {path}, {root}, {filename}, {name} (without "
                    + "extension), {project}, {database}, {branch}, {tenant}, or what a pattern names. Databases "
                    + "that are known keep theirs. Default: ${DEFAULT-VALUE}.")
    private KeyTemplate key;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where Flotilla keeps what it knows; one process at a time. Default: a directory below "
                    + "$XDG_STATE_HOME/flotilla or ~/.local/state/flotilla, named after source and target.")
    private @Nullable Path state;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Converters.Interval.class,
            description = "How often what is new is uploaded. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Option(
            names = "--legacy-frames",
            description = "Encode pages in the older way, which Litestream before v0.5.16 can read as well. Files that "
                    + "are already there stay as they are.")
    private boolean legacyFrames;

    @Option(
            names = "--lock",
            paramLabel = "TIME",
            defaultValue = "250ms",
            converter = Converters.Length.class,
            description = "How long a database in rollback mode that never holds still may be read under a shared "
                    + "lock; 0 = never. Default: ${DEFAULT-VALUE}.")
    private Duration lock;

    @Mixin
    private LevelOptions levels = new LevelOptions();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            converter = Converters.Listen.class,
            description = "Serve the REST API, metrics and health there (docs/api.md), for this machine alone unless "
                    + "FLOTILLA_TLS_CERTIFICATE and FLOTILLA_TLS_KEY are set. Default: off.")
    @SuppressWarnings("UnusedVariable") // HTTP was turned on before the command was read; here it is only checked
    private @Nullable Listening listening;

    @Option(names = "--once", description = "Upload everything that is new, say how much that was, and end.")
    private boolean once;

    ReplicateCommand(Replication replication) {
        this.replication = replication;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.exists(source)) {
            throw new CommandFailure("No such directory or database: " + source, "");
        }
        String done = once ? replication.once(options()) : replication.untilStopped(options(), StopSignal.install());
        spec.commandLine().getOut().println(done);
        return ExitCode.OK;
    }

    private ReplicateOptions options() {
        return new ReplicateOptions(
                source, target, patterns, excludes, key, stateDirectory(), interval, lock, frames(), levels.settings());
    }

    private FrameEncoding frames() {
        return legacyFrames ? FrameEncoding.LEGACY_FRAME : FrameEncoding.BLOCK;
    }

    private Path stateDirectory() {
        Path named = state;
        return named == null ? Places.stateHome().of(source, target) : named;
    }
}
