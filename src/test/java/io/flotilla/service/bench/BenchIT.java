package io.flotilla.service.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The benchmark in small: that it measures everything and leaves nothing. Its figures say nothing at this size.
class BenchIT {

    private static final Pattern ROW = Pattern.compile(
            "\\{\"figure\":\"([^\"]+)\",\"bar\":\"[^\"]*\",\"measured\":\"([^\"]+)\",\"verdict\":\"(pass|miss|-|unknown)\",");

    @TempDir
    Path directory;

    @Test
    void measuresEverythingAndLeavesNothing() throws Exception {
        String report = program()
                .run("bench", "fleet", "--quick", "--databases", "300", "--place", directory.toString(), "--json");

        assertThat(report)
                .startsWith("{\"machine\":{\"processors\":")
                .contains("-XX:+UseSerialGC", "\"databases\":300,");
        assertThat(ROW.matcher(report).results().map(row -> row.group(1)))
                .containsExactly(
                        "created a second",
                        "first contact, databases a second",
                        "the file system's limit, files a second",
                        "live heap",
                        "resident memory",
                        "descriptors",
                        "threads",
                        "commit to acknowledged, p50 / p99",
                        "processor while hot",
                        "commit to detected, with events, p99",
                        "processor while idle, events on",
                        "requests while idle",
                        "restart until all are watched",
                        "processor while idle, sweeps alone",
                        "commit to detected, sweeps alone, p99",
                        "catalog lost, until all are known again",
                        "catalog lost, LIST requests",
                        "lag of the healthy beside 3 sick, p50 / p99",
                        "heap of one more cold database",
                        "resident memory, ten times the databases",
                        "commit to acknowledged, ten times the databases",
                        "processor while idle, ten times the databases");
        // A quick run does not wait until everything that was written before has been merged: the other test has the
        // numbers.
        assertThat(row(report, "requests while idle").group(2)).matches("[\\d,]+");
        assertThat(row(report, "restart until all are watched").group(2)).matches("[\\d,.]+ s, [\\d,]+ requests");
        MatchResult lost = row(report, "catalog lost, until all are known again");
        assertThat(lost.group(2)).matches("[\\d,.]+ s, [\\d,]+ B stored");
        boolean isSpared = lost.group(2).endsWith(" s, 0 B stored");
        assertThat(lost.group(3)).isIn(isSpared ? List.of("pass", "miss") : List.of("miss"));
        assertNothingIsLeft();
    }

    @Test
    void measuresAPartAndPrintsATable() throws Exception {
        String report = program()
                .run(
                        "bench",
                        "fleet",
                        "--quick",
                        "--databases=200",
                        "--directories=one",
                        "--only=create,idle,restart",
                        "--place=" + directory);

        assertThat(report.lines())
                .anyMatch(line -> line.startsWith("FIGURE"))
                .anyMatch(line -> line.startsWith("created a second"))
                // The one is the ledger's, which notes once a minute which databases came.
                .anyMatch(line -> line.matches("requests while idle +0 +[01] +(pass|miss) .*"))
                .anyMatch(line -> line.matches("restart until all are watched +\\S 3 s, 0 requests"
                        + " +[\\d,.]+ s, 0 requests +(pass|miss) .*"))
                .noneMatch(line -> line.startsWith("first contact"));
        assertNothingIsLeft();
    }

    @Test
    void namesItsPartsToWhoAsksForAnother() throws Exception {
        Ended ended = program().attempt("bench", "fleet", "--only=heat");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.error()).contains("no part 'heat'", "create, contact, hot");
    }

    private static MatchResult row(String report, String figure) {
        return ROW.matcher(report)
                .results()
                .filter(row -> row.group(1).equals(figure))
                .findFirst()
                .orElseThrow();
    }

    private Program program() {
        return Program.flotilla(directory.resolve("log"));
    }

    private void assertNothingIsLeft() throws Exception {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("log"));
        }
    }
}
