package io.flotilla.service.cli;

import io.flotilla.discovery.KeyTemplate;
import io.flotilla.discovery.Root;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/// Which databases `replicate` finds below a directory of the command line, and how often it looks.
final class DirectoryOptions {

    static final String ONLY_THERE =
            "--pattern, --exclude, --key and --interval are of a DIRECTORY and a TARGET-URL on "
                    + "the command line: the configuration says these itself";

    @Option(
            names = "--pattern",
            paramLabel = "GLOB",
            description =
                    "Only files with this path below DIRECTORY, for example '**/*.db'; {name} stands for a part of "
                            + "one name, for --key. May be given several times. Default: every file that is an SQLite "
                            + "database.")
    private List<String> patterns = new ArrayList<>();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Not files with this path below DIRECTORY. May be given several times.")
    private List<String> excludes = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "TEMPLATE",
            defaultValue = "{path}",
            converter = Converters.Key.class,
            description = "The replica's place below TARGET: text, and {path}, {root}, {filename}, {name} (without "
                    + "extension), {project}, {database}, {branch}, {tenant}, or what a pattern names. Databases "
                    + "that are known keep theirs. Default: ${DEFAULT-VALUE}.")
    private KeyTemplate key;

    @Mixin
    private IntervalOptions interval = new IntervalOptions();

    /// Whether any of them stands on the command line.
    boolean isSaid(ParseResult parsed) {
        return Stream.of("--pattern", "--exclude", "--key", "--interval").anyMatch(parsed::hasMatchedOption);
    }

    /// The globs of the files that are meant; none where all are.
    List<String> patterns() {
        return patterns;
    }

    Root root(Path directory) {
        return new Root(directory, patterns, excludes, key);
    }

    Duration interval() {
        return interval.interval();
    }
}
