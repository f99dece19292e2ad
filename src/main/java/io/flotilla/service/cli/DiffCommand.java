package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.fleet.FreeThreads;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Proof;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.service.proof.TableRows;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla diff`: what changed in a database between two moments.
@Command(
        name = "diff",
        description = {
            "Says what changed in a database between two moments: how many pages, and how many rows of each table came and "
                    + "went. A row that was changed counts as one that went and one that came. Restores both states for a "
                    + "moment, and removes them again.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla diff /mnt/backup/a/b.db --from '1 day ago'",
            "  flotilla diff /mnt/backup/a/b.db --from 2026-11-25T14:00:00Z --to 2026-11-25T15:00:00Z --json"
        })
final class DiffCommand implements Callable<Integer> {

    private static final long FETCHED_BYTES = 64L * 1024 * 1024;
    private static final int FETCHED_FILES = 8;

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REPLICA-URL", converter = Converters.Target.class, description = "The replica.")
    private TargetUrl url;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "The earlier moment: RFC 3339, or a time such as '2 hours ago'.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The later moment. Default: the latest state.")
    private @Nullable String to;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "Where both states are restored to for a moment. Default: the directory of temporary files.")
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    DiffCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        RestorePoint first = point(from);
        String later = to;
        RestorePoint second = later == null ? new RestorePoint.Latest() : point(later);
        Path directory = Files.createTempDirectory(scratch, "flotilla-diff-");
        Path before = directory.resolve("before.db");
        Path after = directory.resolve("after.db");
        try (OpenTarget opened =
                Targets.installed(Warnings.to(spec.commandLine().getErr())).open(url)) {
            Restore restore = restore(new LtxStore(opened.target(), opened.layout()));
            Restored earlier = restored(restore, first, before);
            Restored newer = restored(restore, second, after);
            say(new Difference(
                    earlier,
                    newer,
                    PageDifference.of(before, earlier, after, newer),
                    TableRows.compare(before, after)));
        } finally {
            Files.deleteIfExists(before);
            Files.deleteIfExists(after);
            Files.delete(directory);
        }
        return ExitCode.OK;
    }

    private RestorePoint point(String text) {
        try {
            return new RestorePoint.Until(new Moments(clock.instant()).parse(text));
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), FailureText.message(malformed), malformed);
        }
    }

    private static Restore restore(LtxStore store) {
        var fetching =
                new Fetching(new FreeThreads(), new FetchBudget(FETCHED_BYTES, FETCHED_FILES), Fetching.DEADLINE);
        return new Restore(store, fetching, Proof.CHECKSUMS);
    }

    private Restored restored(Restore restore, RestorePoint point, Path output) throws IOException {
        var request = new RestoreRequest(ObjectKey.ROOT, point, output);
        return switch (Attempts.some(new SplittableRandom())
                .run(() -> restore.restore(request, RestoreProgress.NONE))) {
            case Restored restored -> restored;
            case NotRestored(var why) -> throw new CommandFailure(url + ": " + why.explanation(), "");
        };
    }

    /// All that is said.
    private record Difference(Restored before, Restored after, PageDifference pages, List<TableRows.Table> tables) {}

    /// Which pages are others.
    ///
    /// @param changed both states have them, with other content
    /// @param added only the later state has them
    /// @param removed only the earlier state has them
    record PageDifference(long changed, long added, long removed) {

        /// A state with another page size has no page of the one before.
        static PageDifference of(Path before, Restored first, Path after, Restored second) throws IOException {
            if (first.pageSize() != second.pageSize()) {
                return new PageDifference(0, second.pages(), first.pages());
            }
            int common = Math.min(first.pages(), second.pages());
            long changed = 0;
            try (InputStream left = Files.newInputStream(before);
                    InputStream right = Files.newInputStream(after)) {
                for (int page = 0; page < common; page++) {
                    boolean same = Arrays.equals(left.readNBytes(first.pageSize()), right.readNBytes(first.pageSize()));
                    changed += same ? 0 : 1;
                }
            }
            return new PageDifference(changed, second.pages() - common, first.pages() - common);
        }
    }

    private void say(Difference difference) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(fields(difference)));
        } else {
            print(difference, out);
        }
        out.flush();
    }

    private static void print(Difference difference, PrintWriter out) {
        out.println("from TXID " + difference.before().txId() + " of "
                + difference.before().moment() + " to TXID "
                + difference.after().txId() + " of "
                + difference.after().moment());
        PageDifference pages = difference.pages();
        out.println(
                "pages: " + pages.changed() + " changed, " + pages.added() + " added, " + pages.removed() + " removed");
        out.println();
        var table = new Table(
                Table.Column.left("TABLE"),
                Table.Column.right("BEFORE"),
                Table.Column.right("AFTER"),
                Table.Column.right("CAME"),
                Table.Column.right("WENT"),
                Table.Column.left(""));
        for (TableRows.Table each : difference.tables()) {
            table.add(each.name(), each.before(), each.after(), each.came(), each.gone(), each.obstacle());
        }
        table.print(out);
    }

    private static Map<String, Object> fields(Difference difference) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from_txid", difference.before().txId());
        fields.put("to_txid", difference.after().txId());
        fields.put("pages_changed", difference.pages().changed());
        fields.put("pages_added", difference.pages().added());
        fields.put("pages_removed", difference.pages().removed());
        fields.put(
                "tables", difference.tables().stream().map(DiffCommand::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(TableRows.Table table) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("table", table.name());
        if (!table.obstacle().isEmpty()) {
            fields.put("error", table.obstacle());
            return fields;
        }
        fields.put("before", table.before());
        fields.put("after", table.after());
        fields.put("came", table.came());
        fields.put("went", table.gone());
        return fields;
    }
}
