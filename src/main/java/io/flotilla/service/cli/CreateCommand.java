package io.flotilla.service.cli;

import io.flotilla.creation.Created;
import io.flotilla.creation.Creation;
import io.flotilla.creation.CreationRequest;
import io.flotilla.creation.NamePattern;
import io.flotilla.fleet.BoundedThreads;
import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla create`: many databases of one.
@Command(
        name = "create",
        description = {
            "Makes many databases that are copies of one, the template: tenants of a new service, or of a test.",
            "",
            "Each appears whole or not at all. What is there stays as it is, so a run that was ended is completed by the "
                    + "same command. Where the file system can (XFS, btrfs), the new databases share the blocks of one "
                    + "copy until they are written. All are durable when the command ends.",
            ""
        },
        footer = {
            "",
            "Patterns. Placeholders count like the digits of a number, the last one fastest:",
            "  {t:1-50}       these numbers; {t:001-200} with leading zeros",
            "  {b:main,test}  these words",
            "  {t}            1 to 100 where it is the last, as far as needed where it is the first, else 1 to 10",
            "  {n}            the running number of the database, from 1 on",
            "",
            "Examples:",
            "  flotilla create --template empty.db --count 100000 /srv/data",
            "  flotilla create --template empty.db --count 500 --pattern 'tenants/{t:001-500}/app.db' /srv/data",
            "  flotilla create --template empty.db --count 2000 --pattern 'shard{s:0-15}/{n}.db' /srv/data --json"
        })
final class CreateCommand implements Callable<Integer> {

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "Where the databases are made. It is made where it is absent.")
    private Path root;

    @Option(
            names = "--template",
            paramLabel = "DATABASE",
            required = true,
            description = "The SQLite database to copy: closed, so that the file is the whole of it.")
    private Path template;

    @Option(names = "--count", paramLabel = "N", required = true, description = "How many databases there shall be.")
    private long count;

    @Option(
            names = "--pattern",
            paramLabel = "PATTERN",
            converter = Converters.Names.class,
            defaultValue = NamePattern.DEFAULT_TEXT,
            description = "Their names below DIRECTORY. Default: ${DEFAULT-VALUE}, a hundred in a directory.")
    private NamePattern pattern;

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    CreateCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        var request = new CreationRequest(template, pattern, count, root);
        Progress progress = DemoCommand.progress(clock);
        progress.step("creating " + count + " databases like " + template + " in " + root);
        Instant begun = clock.instant();
        var seen = new Seen(begun);
        int cores = Runtime.getRuntime().availableProcessors();
        try (var threads = new BoundedThreads(cores)) {
            Created created = new Creation(threads, cores).run(request, done -> seen.note(done, progress));
            progress.end();
            Duration making = Duration.between(begun, seen.last.get());
            Duration all = Duration.between(begun, clock.instant());
            spec.commandLine().getOut().println(json ? object(created, making, all) : text(created, making, all));
        }
        return ExitCode.OK;
    }

    /// When a part was done the last time, for several threads.
    private final class Seen {

        private final Instant begun;
        private final AtomicReference<Instant> last;

        Seen(Instant begun) {
            this.begun = begun;
            this.last = new AtomicReference<>(begun);
        }

        synchronized void note(long done, Progress progress) {
            last.set(clock.instant());
            progress.update("creating databases: " + Amounts.count(done) + " of " + Amounts.count(count) + ", "
                    + Amounts.count(rate(done, Duration.between(begun, clock.instant()))) + " a second"
                    + (done == count ? ", making them durable" : ""));
        }
    }

    private static String text(Created created, Duration making, Duration all) {
        return Sizes.count(created.made(), "database") + " created, "
                + Sizes.bytes(created.made() * created.bytes())
                + (created.sharesBlocks() ? " in shared blocks" : "")
                + (created.existing() > 0 ? "; " + created.existing() + " were there and stay as they are" : "") + "; "
                + Amounts.count(rate(created.made() + created.existing(), making)) + " a second, durable after "
                + Sizes.duration(all);
    }

    private static String object(Created created, Duration making, Duration all) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("created", created.made());
        fields.put("existing", created.existing());
        fields.put("bytesEach", created.bytes());
        fields.put("sharesBlocks", created.sharesBlocks());
        fields.put("perSecond", rate(created.made() + created.existing(), making));
        fields.put("millis", making.toMillis());
        fields.put("durableAfterMillis", all.toMillis());
        return Json.of(fields);
    }

    private static long rate(long done, Duration time) {
        return done * 1000 / Math.max(1, time.toMillis());
    }
}
