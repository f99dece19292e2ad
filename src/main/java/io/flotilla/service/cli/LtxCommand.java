package io.flotilla.service.cli;

import io.flotilla.ltx.LtxException;
import io.flotilla.service.cli.Table.Column;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla ltx`: the files of one replica.
@Command(
        name = "ltx",
        description = {"Lists the files of one replica, by level, then by the transactions that they hold.", ""},
        footer = {
            "",
            "Examples:",
            "  flotilla ltx /mnt/backup/a/b.db",
            "  flotilla ltx file:///mnt/backup/a/b.db --json",
            "  flotilla ltx /mnt/backup/a/b.db --level 9     snapshots alone",
            "  flotilla ltx /var/lib/app.db -config /etc/litestream.yml",
            "  flotilla ltx s3://bucket/prefix/a/b.db"
        })
final class LtxCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DATABASE|REPLICA-URL",
            converter = Converters.Target.class,
            description = "A database of the configuration by its path, or the replica of one: "
                    + "TARGET-URL/path/of/database.")
    private TargetUrl replica;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = WantedLevels.ALL,
            converter = WantedLevels.Converter.class,
            description = "Only the files of this level: 0 to 9, or all. Default: ${DEFAULT-VALUE}.")
    private WantedLevels levels;

    @Option(names = "--json", description = "A JSON array with an object for each file.")
    private boolean json;

    /// A file, and how many pages it holds; what is wrong with it where that cannot be read.
    private record Row(ReplicaFile file, Object pages, String damage) {}

    @Override
    public Integer call() throws IOException {
        replica = config.replica(replica, spec.commandLine().getErr());
        List<Row> rows = readRows();
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.of(rows.stream().map(LtxCommand::object).toList()));
        } else {
            table(rows).print(spec.commandLine().getOut());
        }
        List<Row> damaged = rows.stream().filter(row -> !row.damage().isEmpty()).toList();
        damaged.forEach(row -> spec.commandLine().getErr().println("Error: " + row.damage()));
        return damaged.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Row> readRows() throws IOException {
        try (OpenTarget opened =
                Targets.installed(Warnings.to(spec.commandLine().getErr())).open(replica)) {
            var store = new LtxStore(opened.target(), opened.layout());
            List<ReplicaFile> files = store.list(ObjectKey.ROOT);
            if (files.isEmpty()) {
                throw new CommandFailure("No replica at " + replica + ": there is no LTX file", "");
            }
            var counting = new PageCount(store);
            var rows = new ArrayList<Row>();
            for (ReplicaFile file : levels.of(files)) {
                try {
                    rows.add(new Row(file, counting.read(file), ""));
                } catch (LtxException damaged) {
                    rows.add(new Row(file, Json.UNKNOWN, store.key(file.name()) + ": " + damaged.getMessage()));
                } catch (TargetException.NotFound removed) {
                    // Between the listing and now, by a compaction: it is not there any more.
                }
            }
            return rows;
        }
    }

    private static Table table(List<Row> rows) {
        var table = new Table(
                Column.right("level"),
                Column.left("min txid"),
                Column.left("max txid"),
                Column.right("pages"),
                Column.right("bytes"),
                Column.left("created"));
        for (Row row : rows) {
            ReplicaFile file = row.file();
            table.add(
                    file.level(),
                    file.range().min(),
                    file.range().max(),
                    row.damage().isEmpty() ? row.pages() : "damaged",
                    file.size(),
                    created(file));
        }
        return table;
    }

    private static Map<String, Object> object(Row row) {
        ReplicaFile file = row.file();
        var object = new LinkedHashMap<String, Object>();
        object.put("level", file.level().value());
        object.put("min_txid", file.range().min());
        object.put("max_txid", file.range().max());
        object.put("pages", row.pages());
        object.put("size", file.size());
        object.put("created", created(file));
        return object;
    }

    /// In milliseconds, as LTX headers have it; a file system may keep more.
    private static Instant created(ReplicaFile file) {
        return file.timestamp().truncatedTo(ChronoUnit.MILLIS);
    }
}
