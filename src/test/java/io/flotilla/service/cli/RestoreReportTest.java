package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.TargetUrl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreReportTest {

    private static final TargetUrl BACKUP = TargetUrl.parse("/backup");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Restored TWO_PAGES = new Restored(new TxId(42), NOON, 2, 4096, 3, 5000, List.of());
    private static final Duration TIME = Duration.ofMillis(1250);
    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome.Back(ObjectKey.of("a\nb.db"), Path.of("/out/a\nb.db"), TWO_PAGES),
            new Outcome.Before(ObjectKey.of("b.db"), Path.of("/out/b.db")),
            new Outcome.NotYet(ObjectKey.of("d.db"), "There was none"),
            new Outcome.Failed(ObjectKey.of("c.db"), "The replica is \"damaged\""));

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void saysInALineWhatIsBack() {
        new RestoreReport.AsText(out).one(BACKUP, Path.of("b.db"), TWO_PAGES, TIME, Verification.CHECKSUM);

        assertThat(said())
                .isEqualTo("Restored b.db as of TXID 000000000000002a of 2026-11-25T12:00:00Z: 8.2 kB in 2 pages from"
                        + " 3 files, 1.3 s\n");
    }

    @Test
    void saysInALineEachWhatIsBackAndWhatIsNot() {
        report(new RestoreReport.AsText(out));

        assertThat(said().lines())
                .containsExactly(
                        "restored  000000000000002a          8192  a\\x0ab.db",
                        "before    b.db",
                        "not then  d.db: There was none",
                        "FAILED    c.db: The replica is \"damaged\"",
                        "",
                        "Restored 1 of 4 databases, 8.2 kB, 1.3 s; 1 were back before; 1 did not exist then");
    }

    @Test
    void writesTheSameForPrograms() throws Exception {
        report(new RestoreReport.AsJson(out));

        var answer = new Answer(said());
        assertThat(answer.fields("$"))
                .containsExactly("target", "replicas", "restored", "before", "not_yet", "failed", "duration_ms");
        assertThat(answer.at("$.duration_ms")).isEqualTo("1250");
        assertThat(answer.fields("$.replicas[0]"))
                .containsExactly(
                        "replica", "db_path", "txid", "timestamp", "pages", "page_size", "files", "bytes_read");
        assertThat(answer.at("$.replicas[0].db_path")).isEqualTo("/out/a\nb.db");
        assertThat(answer.at("$.replicas[0].txid")).isEqualTo("000000000000002a");
        assertThat(answer.fields("$.replicas[1]")).containsExactly("replica", "db_path");
        assertThat(answer.fields("$.replicas[2]")).containsExactly("replica", "not_yet");
        assertThat(answer.fields("$.replicas[3]")).containsExactly("replica", "error");
        assertThat(answer.at("$.replicas[3].error")).isEqualTo("The replica is \"damaged\"");
    }

    @Test
    void writesOneForPrograms() throws Exception {
        var passed = new Restored(new TxId(42), NOON, 2, 4096, 3, 5000, List.of("a file is damaged"));
        new RestoreReport.AsJson(out).one(BACKUP, Path.of("/out/b.db"), passed, TIME, Verification.QUICK);

        var answer = new Answer(said());
        assertThat(answer.fields("$"))
                .containsExactly(
                        "replica",
                        "db_path",
                        "txid",
                        "timestamp",
                        "pages",
                        "page_size",
                        "files",
                        "bytes_read",
                        "passed_over",
                        "duration_ms",
                        "integrity_check");
        assertThat(answer.at("$.bytes_read")).isEqualTo("5000");
        assertThat(answer.at("$.integrity_check")).isEqualTo("quick");
    }

    private static void report(RestoreReport report) {
        var totals = BulkTotals.NONE;
        report.begin(BACKUP);
        for (Outcome outcome : OUTCOMES) {
            report.add(outcome);
            totals = totals.and(outcome);
        }
        report.end(totals, TIME);
    }

    private String said() {
        out.flush();
        return text.toString();
    }
}
