package io.flotilla.service.cli;

import io.flotilla.catalog.CatalogReader;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.service.bill.Bill;
import io.flotilla.service.bill.BillFile;
import io.flotilla.service.cli.Table.Column;
import io.flotilla.store.Prices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla status`: what the catalogs on this machine know of each database, whether or not a process works
/// on them.
@Command(
        name = "status",
        description = {
            "Shows what is known of each database: position, tier, state and its reason, and how long its latest "
                    + "change took from being noticed to being confirmed by the target. Also while a replicator runs.",
            "Where the target is a store that counts requests, also how many it was asked, up to a minute ago, and "
                    + "what that costs by the prices in the configuration (flotilla.prices.*).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla status                            all that this user replicates",
            "  flotilla status /var/lib/app",
            "  flotilla status /var/lib/app/main.db",
            "  flotilla status --requests                 what was asked of the stores, and what a month costs",
            "  flotilla status --state /var/lib/flotilla --json"
        })
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIRECTORY|DATABASE",
            description = "What 'flotilla replicate' was given, or one database. Default: everything that this user "
                    + "replicates.")
    private @Nullable Path source;

    @Option(names = "--state", paramLabel = "DIR", description = "The state directory that 'flotilla replicate' uses.")
    private @Nullable Path state;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--requests", description = "What was asked of the stores alone, without the databases.")
    private boolean requests;

    @Option(
            names = "--json",
            description = "A JSON array with an object for each database; with --requests for each target.")
    private boolean json;

    private final Prices prices;

    StatusCommand(Prices prices) {
        this.prices = prices;
    }

    /// One catalog: its directory, the target that its positions speak of, and its rows.
    private record Known(Path state, String target, List<DatabaseRow> rows) {

        private Optional<Bill> bill() throws IOException {
            return new BillFile(state).read();
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Known> found = new ArrayList<>();
        StateHome home = home();
        for (Path directory : stateDirectories(home)) {
            readCatalog(directory, row -> true).ifPresent(found::add);
        }
        Path wanted = source;
        if (found.isEmpty() && state == null && wanted != null) {
            Path database = wanted.toAbsolutePath().normalize();
            for (Path directory : home.findAll()) {
                readCatalog(directory, row -> row.path().equals(database))
                        .filter(known -> !known.rows().isEmpty())
                        .ifPresent(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new CommandFailure("Nothing is known of " + what(), "flotilla replicate --help");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(requests ? bills(found) : databases(found)));
        } else {
            for (Known known : found) {
                print(known, out);
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    /// Where the configuration says, or where this user's are.
    private StateHome home() throws IOException {
        Optional<Path> configured =
                state == null ? config.state(spec.commandLine().getErr()) : Optional.empty();
        return configured.map(StateHome::new).orElseGet(Places::stateHome);
    }

    private List<Path> stateDirectories(StateHome home) throws IOException {
        Path named = state;
        Path wanted = source;
        if (named != null) {
            return List.of(named);
        }
        return wanted == null ? home.findAll() : home.findAll(wanted);
    }

    private String what() {
        Path named = state;
        Path wanted = source;
        if (named != null) {
            return "a replication in " + named + ": there is no catalog";
        }
        return (wanted == null ? "any database" : wanted) + ": there is no catalog in "
                + Places.stateHome().directory();
    }

    private Optional<Known> readCatalog(Path directory, Predicate<DatabaseRow> wanted) {
        Optional<CatalogReader> catalog = CatalogReader.open(directory);
        if (catalog.isEmpty()) {
            return Optional.empty();
        }
        try (CatalogReader reader = catalog.get()) {
            List<DatabaseRow> rows = new ArrayList<>();
            reader.readRows(row -> {
                if (wanted.test(row)) {
                    rows.add(row);
                }
            });
            return Optional.of(new Known(directory, reader.readTarget(), rows));
        }
    }

    private static List<Map<String, Object>> databases(List<Known> found) {
        return found.stream()
                .flatMap(known -> known.rows().stream().map(row -> object(known, row)))
                .toList();
    }

    private List<Map<String, Object>> bills(List<Known> found) throws IOException {
        List<Map<String, Object>> bills = new ArrayList<>();
        for (Known known : found) {
            var object = new LinkedHashMap<String, Object>();
            object.put("target", known.target());
            object.put("state", known.state());
            object.put(
                    "bill",
                    known.bill().<Object>map(new BillText(prices)::object).orElse(Json.UNKNOWN));
            bills.add(object);
        }
        return bills;
    }

    private void print(Known known, PrintWriter out) throws IOException {
        out.println(
                Sizes.count(known.rows().size(), "database") + " to " + known.target() + ", state in " + known.state());
        known.bill().map(new BillText(prices)::lines).ifPresent(out::println);
        if (requests) {
            return;
        }
        var table = new Table(
                Column.left("database"),
                Column.left("position"),
                Column.left("tier"),
                Column.left("state"),
                Column.right("lag"),
                Column.left("code"),
                Column.left("reason"));
        for (DatabaseRow row : known.rows()) {
            table.add(
                    row.path(),
                    row.txId().map(Object::toString).orElse("-"),
                    row.tier(),
                    row.state(),
                    lag(row).map(Sizes::duration).orElse("-"),
                    row.why().code().code(),
                    row.reason());
        }
        table.print(out);
    }

    private static Map<String, Object> object(Known known, DatabaseRow row) {
        var object = new LinkedHashMap<String, Object>();
        object.put("database", row.path());
        object.put("target", known.target());
        object.put("replica", row.replica());
        object.put("position", row.txId().<Object>map(txId -> txId).orElse(Json.UNKNOWN));
        object.put("tier", row.tier());
        object.put("state", row.state());
        object.put("code", row.why().code().code());
        object.put("reason", row.reason());
        object.put(
                "lag_seconds",
                lag(row).<Object>map(lag -> lag.toMillis() / 1000.0).orElse(Json.UNKNOWN));
        return object;
    }

    /// From when the latest shipped write was noticed to when the target confirmed it.
    private static Optional<Duration> lag(DatabaseRow row) {
        if (row.lastWrite().equals(DatabaseRow.NEVER) || row.ackedAt().equals(DatabaseRow.NEVER)) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(row.lastWrite(), row.ackedAt()));
    }
}
