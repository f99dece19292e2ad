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
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreReportTest {

    private static final TargetUrl BACKUP = TargetUrl.parse("/backup");
    private static final Restored TWO_PAGES = new Restored(new TxId(42), 2, 4096, 3, 5000);
    private static final Duration TIME = Duration.ofMillis(1250);
    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome.Back(ObjectKey.of("a\nb.db"), Path.of("/out/a\nb.db"), TWO_PAGES),
            new Outcome.Failed(ObjectKey.of("c.db"), "The replica is \"damaged\""));

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void saysInALineWhatIsBack() {
        new RestoreReport.AsText(out).one(BACKUP, Path.of("b.db"), TWO_PAGES, TIME);

        assertThat(said())
                .isEqualTo("Restored b.db as of TXID 000000000000002a: 8.2 kB in 2 pages from 3 files, 1.3 s\n");
    }

    @Test
    void saysInALineEachWhatIsBackAndWhatIsNot() {
        assertThat(new RestoreReport.AsText(out).all(BACKUP, OUTCOMES, TIME)).isEqualTo(1);

        assertThat(said().lines())
                .containsExactly(
                        "replica    txid              bytes  result",
                        "a\\x0ab.db  000000000000002a   8192  restored",
                        "c.db                                FAILED: The replica is \"damaged\"",
                        "",
                        "Restored 1 of 2 databases, 8.2 kB, 1.3 s");
    }

    @Test
    void writesTheSameForPrograms() throws Exception {
        assertThat(new RestoreReport.AsJson(out).all(BACKUP, OUTCOMES, TIME)).isEqualTo(1);

        var answer = new Answer(said());
        assertThat(answer.fields("$")).containsExactly("target", "restored", "failed", "seconds", "replicas");
        assertThat(answer.at("$.seconds")).isEqualTo("1.25");
        assertThat(answer.fields("$.replicas[0]"))
                .containsExactly("replica", "output", "txid", "pages", "page_size", "files", "bytes_read");
        assertThat(answer.at("$.replicas[0].output")).isEqualTo("/out/a\nb.db");
        assertThat(answer.at("$.replicas[0].txid")).isEqualTo("000000000000002a");
        assertThat(answer.fields("$.replicas[1]")).containsExactly("replica", "error");
        assertThat(answer.at("$.replicas[1].error")).isEqualTo("The replica is \"damaged\"");
    }

    @Test
    void writesOneForPrograms() throws Exception {
        new RestoreReport.AsJson(out).one(BACKUP, Path.of("/out/b.db"), TWO_PAGES, TIME);

        var answer = new Answer(said());
        assertThat(answer.fields("$"))
                .containsExactly("replica", "output", "txid", "pages", "page_size", "files", "bytes_read", "seconds");
        assertThat(answer.at("$.bytes_read")).isEqualTo("5000");
    }

    private String said() {
        out.flush();
        return text.toString();
    }
}
