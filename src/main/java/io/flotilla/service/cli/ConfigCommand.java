package io.flotilla.service.cli;

import io.flotilla.service.cli.Table.Column;
import io.flotilla.service.config.Configuration;
import io.flotilla.service.config.Migration;
import io.flotilla.service.config.Plans;
import io.flotilla.service.config.Shown;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `flotilla config`: whether a configuration is right, what counts, and how it would be written here.
@Command(
        name = "config",
        description = {"Looks at the configuration: flotilla.yml, or litestream.yml as it is.", ""},
        footer = {
            "",
            "Examples:",
            "  flotilla config check -config /etc/litestream.yml",
            "  flotilla config show",
            "  flotilla config migrate -config litestream.yml > flotilla.yml"
        })
final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given: check, show or migrate");
    }

    @Command(
            name = "check",
            description = {
                "Says whether the configuration is right, with file and line where it is not. Asks no target.",
                ""
            })
    int check(@Mixin ConfigOptions config) throws IOException {
        Configuration configuration = config.read();
        Plans.Made made = Plans.of(configuration, Schemes.installed());
        PrintWriter out = spec.commandLine().getOut();
        Stream.concat(configuration.notes().stream(), made.notes().stream())
                .forEach(note -> out.println("Note: " + note));
        long directories =
                made.fleets().stream().mapToLong(fleet -> fleet.roots().size()).sum();
        out.println(configuration.file() + ": " + Sizes.count(made.listed(), "database") + " listed, "
                + Sizes.count(directories, "root") + ", "
                + Sizes.count(made.fleets().size(), "target"));
        made.fleets().forEach(fleet -> out.println("  " + fleet.target()));
        out.flush();
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            description = {
                "Shows every value that counts, and where it came from: file and line, the environment, or the default."
                        + " Secrets are not shown.",
                ""
            })
    int show(
            @Mixin ConfigOptions config,
            @Option(names = "--json", description = "A JSON array with an object for each value.") boolean json)
            throws IOException {
        List<Shown.Row> rows = Shown.of(config.read());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(rows.stream().map(ConfigCommand::object).toList()));
            out.flush();
            return ExitCode.OK;
        }
        var table = new Table(Column.left("key"), Column.left("value"), Column.left("from"), Column.left("meaning"));
        rows.forEach(row -> table.add(row.key(), row.value(), row.from(), row.fate()));
        table.print(out);
        return ExitCode.OK;
    }

    private static Map<String, Object> object(Shown.Row row) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", row.key());
        object.put("value", row.value());
        object.put("from", row.from());
        object.put("meaning", row.fate());
        return object;
    }

    @Command(
            name = "migrate",
            description = {
                "Prints the configuration in Flotilla's own form, for /etc/flotilla.yml: without what does nothing here. "
                        + "Variables of the environment stay as they are, comments do not.",
                ""
            })
    int migrate(@Mixin ConfigOptions config) throws IOException {
        Configuration configuration = config.read();
        PrintWriter out = spec.commandLine().getOut();
        out.print(Migration.of(configuration.file()));
        out.flush();
        return ExitCode.OK;
    }
}
