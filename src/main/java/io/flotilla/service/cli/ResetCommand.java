package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.CatalogReader;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.Opened;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla reset`: forgets what is known of one database.
@Command(
        name = "reset",
        description = {
            "Forgets what the state directory knows of a database: position, page hashes, fingerprint. The next "
                    + "'flotilla replicate' goes on after what the target holds, compares all pages with it, and uploads those "
                    + "that differ. Changes neither the database nor its replica.",
            "",
            "Stop the replication before: while it runs, this is refused.",
            ""
        },
        footer = {"", "Examples:", "  flotilla reset -dry-run /srv/app.db", "  flotilla reset /srv/app.db"})
final class ResetCommand implements Callable<Integer> {

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATABASE", description = "The path of the database.")
    private String database;

    @Option(names = "--state", paramLabel = "DIR", description = "The state directory that 'flotilla replicate' uses.")
    private @Nullable Path state;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--dry-run", description = "Only say what would be forgotten.")
    private boolean dryRun;

    ResetCommand(InstantSource clock) {
        this.clock = clock;
    }

    /// Where a database is known.
    private record Known(Path state, String target, DatabaseRow row) {}

    @Override
    public Integer call() throws IOException {
        Path path = real(Path.of(ControlOptions.database(database)));
        List<Known> known = known(path);
        if (known.isEmpty()) {
            throw new CommandFailure(
                    "Nothing is known of the database " + path, "flotilla status, or --state DIR, or -config FILE");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Known each : known) {
            String what = "what " + each.state() + " knows of " + path + ", whose replica is at "
                    + each.row().txId().map(txId -> "TXID " + txId).orElse("no TXID") + " on " + each.target();
            if (dryRun) {
                out.println("Would forget " + what);
            } else {
                forget(each);
                out.println("Forgot " + what);
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    /// A deleted database may be named too.
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path;
        }
    }

    private List<Known> known(Path path) throws IOException {
        List<Known> known = new ArrayList<>();
        for (Path directory : stateDirectories()) {
            CatalogReader.open(directory).ifPresent(catalog -> known.addAll(known(directory, catalog, path)));
        }
        return known;
    }

    private static List<Known> known(Path directory, CatalogReader opened, Path path) {
        List<Known> known = new ArrayList<>();
        try (opened) {
            String target = opened.readTarget();
            opened.readRows(row -> {
                if (row.path().equals(path)) {
                    known.add(new Known(directory, target, row));
                }
            });
        }
        return known;
    }

    private List<Path> stateDirectories() throws IOException {
        Path named = state;
        if (named != null) {
            return List.of(named);
        }
        Optional<Path> configured = config.state(spec.commandLine().getErr());
        return configured.map(StateHome::new).orElseGet(Places::stateHome).findAll();
    }

    /// The state directory has one process at a time: one that replicates keeps this one out.
    private void forget(Known known) {
        Opened opened = Catalog.open(known.state(), known.target(), clock, new SecureRandom());
        Catalog catalog = opened.catalog();
        try {
            DatabaseId id = catalog.find(known.row().path())
                    .orElseThrow(() -> new CommandFailure(
                            "The catalog in " + known.state() + " was made anew meanwhile",
                            "nothing is left to forget"));
            catalog.forgetPosition(id);
        } finally {
            catalog.closeAsFound();
        }
    }
}
