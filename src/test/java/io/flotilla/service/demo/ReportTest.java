package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final List<Mismatch> NONE = List.of();

    @Test
    void isATableOfAlignedColumns() {
        assertThat(report(NONE).table()).isEqualTo("""
                        -----------------------------------------------------------------------------------------------
                         databases          300  277 of them written, in WAL mode
                         transactions     5,709  by 5 processes in 20.00 s
                         size          286.1 MB  in the end, without logs
                         read          512.0 MB  from the databases and their logs
                         shipped        90.5 MB  to the target
                         files            1,234  on the target, for 300 databases
                         lag p50         0.61 s  from COMMIT until the target has it
                         lag p99         1.45 s
                         lag max         2.00 s
                         live heap      31.0 MB  after a full collection; 1,000 B a database more than before
                         resident      140.0 MB  this process, which replicates and runs the demo
                         descriptors         61  and 24 threads, with 3 databases hot
                         requests         1,236  2 list, 1,234 put
                         ratio             0.42  bytes shipped for each byte of a changed page, after the first copies
                         restore         3.25 s  300 databases, 286.1 MB, from the target alone
                         total          41.00 s  seed 7
                         mismatches           0  every page and every row came back
                        -----------------------------------------------------------------------------------------------
                        """);
        assertThat(report(NONE).exitCode()).isZero();
    }

    @Test
    void namesWhatDidNotComeBack() {
        Report report = report(List.of(new Mismatch("a.db", "was not restored")));

        assertThat(report.table()).contains("mismatches           1  NOT everything came back");
        assertThat(report.table()).endsWith("a.db: was not restored\n");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void doesNotListThousandsOfMismatches() {
        List<Mismatch> many = IntStream.range(0, 1020)
                .mapToObj(i -> new Mismatch("a.db", "text " + i))
                .toList();

        assertThat(report(many).table()).endsWith("a.db: text 19\nand 1,000 more\n");
    }

    @Test
    void isAJsonObject() {
        String json = report(List.of(new Mismatch("a\"b", "x\n"))).json();

        assertThat(json)
                .startsWith("{\"seed\":7,\"databases\":300,")
                .contains("\"lagP99Millis\":1450,")
                .endsWith("\"mismatches\":[{\"database\":\"a\\\"b\",\"text\":\"x\\u000a\"}]}");
    }

    @Test
    void progressRewritesItsLineOnATerminal() {
        var bytes = new ByteArrayOutputStream();
        Progress progress = Progress.rewriting(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        progress.step("one");
        progress.update("longer");
        progress.update("short");
        progress.step("two");
        progress.end();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\rone\rlonger\rshort " + System.lineSeparator() + "\rtwo" + System.lineSeparator());
    }

    @Test
    void progressInAFileIsALineEveryFewSeconds() {
        var bytes = new ByteArrayOutputStream();
        var now = new AtomicReference<>(Instant.EPOCH);
        Progress progress =
                Progress.lines(new PrintStream(bytes, true, StandardCharsets.UTF_8), Duration.ofSeconds(3), now::get);
        progress.step("one");
        progress.update("too soon");
        now.set(Instant.EPOCH.plusSeconds(3));
        progress.update("later");
        progress.update("too soon again");
        progress.end();

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("one", "later");
    }

    private static Report report(List<Mismatch> mismatches) {
        return new Report(
                7,
                new Report.Written(300, 277, 5, 5709, 286_100_000, Duration.ofSeconds(20)),
                new Engine.Shipped(300, 512_000_000, 90_500_000, 1234),
                new Lag(5709, Duration.ofMillis(610), Duration.ofMillis(1450), Duration.ofMillis(2000), 0),
                new Efficiency(
                        new Footprint(31_000_000, 140_000_000, 61, 24),
                        30_700_000,
                        3,
                        Map.of("put", 1234L, "list", 2L),
                        new Efficiency.Changed(100, 42)),
                new Report.Restored(300, 286_100_000, Duration.ofMillis(3250)),
                Duration.ofSeconds(41),
                mismatches);
    }
}
