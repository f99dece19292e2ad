package io.flotilla.service.cli;

import io.flotilla.service.config.InvalidConfiguration;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Tells a user what went wrong: one line that says what and where, and a second one with a way out if there is
/// one.
///
/// Stack traces are shown only to who asks for them, with `--debug` or `FLOTILLA_DEBUG=1`.
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final boolean debug;

    private Errors(boolean debug) {
        this.debug = debug;
    }

    static Errors of(Map<String, String> environment) {
        return new Errors(environment.getOrDefault("FLOTILLA_DEBUG", "").equals("1"));
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String help = "Try: " + command.getCommandSpec().qualifiedName() + " --help";
        boolean traced = debug || List.of(arguments).contains("--debug");
        tell(command.getErr(), failure, List.of(message(toTell(failure)), help), traced);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean asked = command.getCommandSpec().root().userObject() instanceof FlotillaCommand top && top.debug();
        List<String> lines = switch (failure) {
            case LeftBehind left -> left.lines();
            case InvalidConfiguration invalid ->
                invalid.problems().stream().map(problem -> "Error: " + problem).toList();
            default -> FailureText.of(failure).lines();
        };
        tell(command.getErr(), failure, lines, debug || asked);
        return failure instanceof LeftBehind left ? left.exitCode() : ExitCode.SOFTWARE;
    }

    /// Who misspelt an option has to hear that, and not that the option which was meant is missing.
    private static ParameterException toTell(ParameterException failure) {
        List<String> unmatched = failure.getCommandLine().getUnmatchedArguments();
        boolean isMisspelt = !unmatched.isEmpty() && unmatched.getFirst().startsWith("-");
        return failure instanceof MissingParameterException && isMisspelt
                ? new UnmatchedArgumentException(failure.getCommandLine(), unmatched)
                : failure;
    }

    private static void tell(PrintWriter err, Exception failure, List<String> lines, boolean traced) {
        lines.forEach(err::println);
        if (traced) {
            failure.printStackTrace(err);
        }
        err.flush();
    }

    private static String message(ParameterException failure) {
        List<String> similar =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String message = FailureText.message(failure).lines().findFirst().orElse("not understood");
        return "Error: " + message + (similar.isEmpty() ? "" : " (did you mean " + similar.getFirst() + "?)");
    }
}
