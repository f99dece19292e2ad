package io.flotilla.service.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import picocli.CommandLine;

/// The parser of the command line, whose commands were given nothing to work with: they can be asked for, not
/// run.
final class BareCommands implements CommandLine.IFactory {

    static CommandLine parser() {
        var parser = new CommandLine(FlotillaCommand.class, new BareCommands());
        FlotillaCommand.COMMANDS.forEach(parser::addSubcommand);
        return parser.setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (!type.getName().startsWith("io.flotilla.")) {
            return CommandLine.defaultFactory().create(type);
        }
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object[] nothing = Arrays.stream(constructor.getParameterTypes())
                .map(parameter -> null)
                .toArray();
        return type.cast(constructor.newInstance(nothing));
    }
}
