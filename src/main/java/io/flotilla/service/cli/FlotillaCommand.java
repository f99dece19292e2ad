package io.flotilla.service.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command above all others: the one list of what `flotilla` can do, and the options that each command has.
@TopCommand
@Command(
        name = "flotilla",
        description = "Keeps SQLite databases continuously replicated to object storage.",
        footer = {
            "",
            "Examples:",
            "  flotilla replicate /var/lib/app /mnt/backup      every database below a directory, until stopped",
            "  flotilla restore /mnt/backup/a.db -o a.db        one database, as it was last",
            "  flotilla restore --all /mnt/backup -o restored   all of them",
            "",
            "'flotilla COMMAND --help' shows the options of a command, with examples.",
            "Long options are taken with one dash or two."
        },
        scope = ScopeType.INHERIT,
        usageHelpWidth = 110,
        sortOptions = false,
        synopsisHeading = "Usage: ",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, the reason is on standard error", "2:the command line was not understood"})
final class FlotillaCommand implements Runnable {

    /// All commands, in the order in which they are shown.
    static final List<Class<?>> COMMANDS = List.of(
            ReplicateCommand.class,
            RestoreCommand.class,
            VerifyCommand.class,
            CloneCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            ForgetCommand.class,
            JanitorCommand.class,
            LtxCommand.class,
            StatusCommand.class,
            ProbeCommand.class,
            DatabasesCommand.class,
            ListCommand.class,
            InfoCommand.class,
            SyncCommand.class,
            StopCommand.class,
            StartCommand.class,
            RegisterCommand.class,
            UnregisterCommand.class,
            ResetCommand.class,
            ConfigCommand.class,
            CreateCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            VersionCommand.class,
            CompletionCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this text and exit.")
    @SuppressWarnings("UnusedVariable") // the parser itself acts on it
    private boolean help;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces of errors. FLOTILLA_DEBUG=1 does the same.")
    private boolean debug;

    /// Whether stack traces were asked for on the command line.
    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given");
    }
}
