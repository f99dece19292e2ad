package io.flotilla.service.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Lets every long option be written with one dash, as Litestream's users do.
///
/// Knows the options of the command that the line names, so that neither the value of an option nor anything
/// behind `--` is touched. What it does not know it leaves to the parser, which tells the user.
final class LongOptions {

    private final CommandSpec top;

    private LongOptions(CommandSpec top) {
        this.top = top;
    }

    static LongOptions of(CommandSpec top) {
        return new LongOptions(top);
    }

    /// The same arguments, in which each long option of the chosen command has two dashes.
    String[] withTwoDashes(String... arguments) {
        List<String> rewritten = new ArrayList<>(arguments.length);
        CommandSpec command = top;
        for (int next = 0; next < arguments.length; next++) {
            String argument = arguments[next];
            if (argument.equals("--")) {
                rewritten.addAll(List.of(arguments).subList(next, arguments.length));
                break;
            }
            command = subcommand(command, argument);
            String option = withTwoDashes(command, argument);
            rewritten.add(option);
            if (takesNext(command, option) && next + 1 < arguments.length) {
                rewritten.add(arguments[++next]);
            }
        }
        return rewritten.toArray(String[]::new);
    }

    private static CommandSpec subcommand(CommandSpec command, String argument) {
        Map<String, CommandLine> subcommands = command.subcommands();
        return subcommands.containsKey(argument) ? subcommands.get(argument).getCommandSpec() : command;
    }

    private static String withTwoDashes(CommandSpec command, String argument) {
        boolean oneDash = argument.startsWith("-") && !argument.startsWith("--");
        boolean known = command.optionsMap().containsKey(name(argument));
        boolean knownWithTwo = command.optionsMap().containsKey("-" + name(argument));
        return oneDash && !known && knownWithTwo ? "-" + argument : argument;
    }

    private static boolean takesNext(CommandSpec command, String argument) {
        OptionSpec option = command.optionsMap().get(argument);
        return option != null && option.arity().min() > 0;
    }

    private static String name(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }
}
