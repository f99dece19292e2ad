package io.flotilla.service.cli;

import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/// The command line as people use it: its parser, how it takes long options and how it tells errors.
final class FlotillaCommandLine {

    private final CommandLine parser;

    private FlotillaCommandLine(CommandLine parser) {
        this.parser = parser;
    }

    /// The command line whose commands this factory makes.
    ///
    /// @param arguments where the first one names a command, no other one is made: all of them take a fifth of
    ///     the start
    static FlotillaCommandLine of(CommandLine.IFactory commands, Errors errors, String... arguments) {
        var parser = new CommandLine(FlotillaCommand.class, commands);
        wanted(arguments).forEach(parser::addSubcommand);
        parser.setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        return new FlotillaCommandLine(parser);
    }

    /// Completion is about all of them.
    private static List<Class<?>> wanted(String... arguments) {
        List<Class<?>> named = FlotillaCommand.COMMANDS.stream()
                .filter(type -> arguments.length > 0 && isCalled(type, arguments[0]))
                .toList();
        return named.isEmpty() || named.contains(CompletionCommand.class) ? FlotillaCommand.COMMANDS : named;
    }

    private static boolean isCalled(Class<?> type, String name) {
        return Objects.requireNonNull(type.getAnnotation(CommandLine.Command.class))
                .name()
                .equals(name);
    }

    /// Runs one command and returns the exit code for the process.
    int execute(String... arguments) {
        return parser.execute(LongOptions.of(parser.getCommandSpec()).withTwoDashes(arguments));
    }
}
