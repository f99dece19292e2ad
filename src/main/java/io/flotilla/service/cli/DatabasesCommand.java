package io.flotilla.service.cli;

import io.flotilla.service.cli.Table.Column;
import io.flotilla.service.config.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `flotilla databases`: what a configuration lists.
@Command(
        name = "databases",
        description = {
            "Lists the databases of the configuration, each with the type of its replica. Of a directory and a pattern "
                    + "one line is shown; 'flotilla status' shows the databases there.",
            ""
        },
        footer = {"", "Examples:", "  flotilla databases", "  flotilla databases -config litestream.yml -json"})
final class DatabasesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "A JSON array with an object for each.")
    private boolean json;

    private record Row(String path, String type) {}

    @Override
    public Integer call() throws IOException {
        List<Row> rows = rows(config.read());
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.of(rows.stream().map(DatabasesCommand::object).toList()));
            return ExitCode.OK;
        }
        var table = new Table(Column.left("path"), Column.left("replica"));
        rows.forEach(row -> table.add(row.path(), row.type()));
        table.print(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private static List<Row> rows(Configuration configuration) {
        List<Row> rows = new ArrayList<>();
        configuration.databases().forEach(entry -> rows.add(new Row(entry.path(), configuration.type(entry))));
        configuration.patterns().forEach(pattern -> rows.add(new Row(pattern, configuration.multiType())));
        return rows;
    }

    private static Map<String, Object> object(Row row) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("path", row.path());
        object.put("replica", row.type());
        return object;
    }
}
