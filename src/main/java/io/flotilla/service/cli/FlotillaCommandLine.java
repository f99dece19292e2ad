package io.flotilla.service.cli;

import picocli.CommandLine;

/// The command line as people use it: its parser, how it takes long options and how it tells errors.
final class FlotillaCommandLine {

    private final CommandLine parser;

    private FlotillaCommandLine(CommandLine parser) {
        this.parser = parser;
    }

    /// The command line whose commands this factory makes.
    static FlotillaCommandLine of(CommandLine.IFactory commands, Errors errors) {
        CommandLine parser = new CommandLine(FlotillaCommand.class, commands)
                .setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        return new FlotillaCommandLine(parser);
    }

    /// Runs one command and returns the exit code for the process.
    int execute(String... arguments) {
        return parser.execute(LongOptions.of(parser.getCommandSpec()).withTwoDashes(arguments));
    }

    /// The parser, for its texts.
    CommandLine parser() {
        return parser;
    }
}
