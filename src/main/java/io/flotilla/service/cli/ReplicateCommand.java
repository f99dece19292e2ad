package io.flotilla.service.cli;

import io.flotilla.disk.Disk;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.api.Listening;
import io.flotilla.service.config.Configuration;
import io.flotilla.service.config.ControlSocket;
import io.flotilla.service.config.Plans;
import io.flotilla.service.config.ShellWords;
import io.flotilla.service.control.ControlServer;
import io.flotilla.service.live.LogLevel;
import io.flotilla.store.TargetUrl;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla replicate`: databases to a target, once or until stopped.
@Command(
        name = "replicate",
        description = {
            "Replicates one database, or all below a directory, to a target; without either what the configuration "
                    + "lists, be it flotilla.yml or litestream.yml.",
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
            "  flotilla replicate -config /etc/litestream.yml         as the configuration says",
            "  flotilla replicate -exec 'myapp -port 8080'            as long as the application runs",
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
    private final Instance<Disk> disk;
    private final Instance<ControlServer> control;
    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIRECTORY|DATABASE",
            description = "Where the databases are. ROOT/a/b.db becomes the replica TARGET/a/b.db, a single database "
                    + "TARGET itself, unless --key says otherwise.")
    private @Nullable Path source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TARGET-URL",
            converter = Converters.Target.class,
            description = "Where replicas go: a directory, file:///directory, or s3://bucket/prefix "
                    + "with its settings as parameters (docs/s3.md).")
    private @Nullable TargetUrl target;

    @Mixin
    private DirectoryOptions below = new DirectoryOptions();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where Flotilla keeps what it knows; one process at a time. Default: a directory below "
                    + "$XDG_STATE_HOME/flotilla or ~/.local/state/flotilla, named after source and target.")
    private @Nullable Path state;

    @Option(
            names = "--exec",
            paramLabel = "COMMAND",
            description = "Run a command beside the replication and end when it ends, with its exit code. It gets the "
                    + "signals that this process gets.")
    private @Nullable String exec;

    @Option(
            names = "--restore-if-db-not-exists",
            description = "Restore a listed database that is absent at the start, where it has a replica.")
    private boolean restoreIfAbsent;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            converter = Converters.Level.class,
            description = "trace, debug, info, warn or error. Default: $LOG_LEVEL, the configuration's, or info.")
    private @Nullable LogLevel logLevel;

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

    @Option(
            names = {"--force-snapshot", "--enforce-retention"},
            hidden = true,
            description = "Litestream's, which are refused with a reason.")
    private boolean upkeepAtOnce;

    /// @param disk is made only where it is needed, as is `control`, for every command makes this one
    ReplicateCommand(
            Replication replication, Instance<Disk> disk, Instance<ControlServer> control, InstantSource clock) {
        this.replication = replication;
        this.disk = disk;
        this.control = control;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path from = source;
        TargetUrl to = target;
        if (upkeepAtOnce) {
            throw usage("--force-snapshot and --enforce-retention are not there: snapshots are taken and old files "
                    + "removed when it is time, while 'replicate' runs without --once. Leave them out");
        }
        if (once && exec != null) {
            throw usage("--once ends by itself, and --exec when the command ends: leave one of them out");
        }
        if (from == null) {
            return asConfigured();
        }
        if (to == null) {
            throw usage("No target for " + from + ": give a TARGET-URL, or leave both out for the configuration");
        }
        if (config.isNamed()) {
            throw usage("A configuration names its databases and targets itself: leave out --config, or the arguments");
        }
        return asSaid(from, to);
    }

    private int asSaid(Path from, TargetUrl to) throws IOException, InterruptedException {
        boolean isOne = restoreIfAbsent && below.patterns().isEmpty();
        if (isOne && !Files.exists(from)) {
            AbsentDatabases.restore(from, to, Warnings.to(spec.commandLine().getErr()));
        }
        if (!Files.exists(from)) {
            throw new CommandFailure("No such directory or database: " + from, "");
        }
        level(LogLevel.DEFAULT).apply();
        ReplicateOptions options = options(from, to);
        if (once) {
            return done(replication.once(options), ExitCode.OK);
        }
        Optional<List<String>> command = Optional.ofNullable(exec).map(ShellWords::split);
        StopSignal stop = StopSignal.install();
        Companion.Beside beside = new Companion.Beside(command, stop, Configuration.SHUTDOWN);
        return done(replication.untilStopped(options, beside), beside.code());
    }

    private int asConfigured() throws IOException, InterruptedException {
        if (below.isSaid(spec.commandLine().getParseResult())) {
            throw usage(DirectoryOptions.ONLY_THERE);
        }
        Begin begin = begin();
        ConfiguredReplication.Wanted wanted = begin.wanted();
        if (once && wanted.options().exec().isPresent()) {
            throw usage("--once ends by itself, and the configuration's 'exec' when its command ends");
        }
        var doors = new ConfiguredReplication.Doors(
                replication.fleets(), new ControlDoor(begin.socket(), control), replication.around());
        var configured =
                new ConfiguredReplication(disk.get(), clock, spec.commandLine().getErr(), doors);
        ConfiguredReplication.Ended ended = once
                ? configured.once(wanted)
                : configured.untilStopped(wanted, () -> wanted(config.read()), StopSignal.install());
        if (!once && !begin.isOfLitestream()) {
            Replication.left(ended.summary());
        }
        return done(replication.text(ended.levels(), ended.sent(), ended.summary()), ended.code());
    }

    /// What a configuration is needed for: a large one is not to stay in memory.
    private record Begin(ConfiguredReplication.Wanted wanted, Optional<ControlSocket> socket, boolean isOfLitestream) {}

    private Begin begin() throws IOException {
        Configuration read = config.read();
        return new Begin(wanted(read), read.socket(), isOfLitestream(read));
    }

    private ConfiguredReplication.Wanted wanted(Configuration read) {
        Plans.Made made = Plans.of(read, Schemes.installed());
        level(LogLevel.of(read.logLevel())).apply();
        List<String> notes =
                Stream.concat(read.notes().stream(), made.notes().stream()).toList();
        notes.forEach(this::note);
        var options = new ConfiguredReplication.Options(
                home(read),
                read.shutdownTimeout(),
                lock,
                frames(),
                levels.over(read.levels()),
                Optional.ofNullable(exec).or(read::exec),
                restoreIfAbsent,
                replication.around().outside().wanted(read));
        return new ConfiguredReplication.Wanted(made.fleets(), options, notes);
    }

    /// Its users expect 1 where something was left behind, and no 3.
    private static boolean isOfLitestream(Configuration read) {
        return read.file().getFileName().toString().startsWith("litestream");
    }

    private int done(String text, int code) {
        spec.commandLine().getOut().println(text);
        return code;
    }

    private void note(String note) {
        spec.commandLine().getErr().println("Note: " + note);
        spec.commandLine().getErr().flush();
    }

    private ParameterException usage(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    private LogLevel level(LogLevel otherwise) {
        LogLevel said = logLevel;
        return said == null ? LogLevel.ofEnvironment().orElse(otherwise) : said;
    }

    private ReplicateOptions options(Path from, TargetUrl to) {
        Path named = state;
        Path directory = named == null ? Places.stateHome().of(from, to) : named;
        return new ReplicateOptions(
                below.root(from),
                to,
                directory,
                below.interval(),
                lock,
                frames(),
                levels.over(FleetSettings.Levels.DEFAULT));
    }

    private StateHome home(Configuration read) {
        Path named = state;
        return named != null
                ? new StateHome(named)
                : read.state().map(StateHome::new).orElseGet(Places::stateHome);
    }

    private FrameEncoding frames() {
        return legacyFrames ? FrameEncoding.LEGACY_FRAME : FrameEncoding.BLOCK;
    }
}
