package io.flotilla.service.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.service.packaged.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The campaign itself, against a program that is known to be right, and against some that are wrong.
class CrashCampaignTest {

    private static final long SEED = 5;

    @TempDir
    Path directory;

    @Test
    void acceptsAProgramThatLosesNothing() throws Exception {
        CrashCampaign.Outcome outcome = campaign().run();

        assertThat(outcome.mismatches()).isEmpty();
        assertThat(outcome.kills()).isEqualTo(2);
        assertThat(outcome.transactions()).isPositive();
        assertThat(outcome.chains()).isEqualTo(6);
    }

    @Test
    void noticesAProgramThatForgetsWhatCameLast() throws Exception {
        CrashCampaign.Outcome outcome = campaign("-Dfake.forgetful=true").run();

        assertThat(outcome.mismatches())
                .anyMatch(mismatch -> mismatch.text().endsWith("is in the ledger and not in the database"));
    }

    @Test
    void noticesAProgramThatEndsByItself() {
        assertThatThrownBy(() -> campaign(60_000, "-Xmx1k").run())
                .hasMessageContaining("ended by itself before kill 1");
    }

    @Test
    void aChainWithoutGapsIsAccepted() {
        assertThat(chain(1, 3, 4, 4, 1, 4, 5, 9).faults()).isEmpty();
    }

    @Test
    void aGapInAChainIsNamed() {
        assertThat(chain(1, 3, 5, 5).faults()).containsExactly("nothing from TXID 4 to 4");
        assertThat(chain(2, 3).faults()).containsExactly("nothing from TXID 1 to 1");
        assertThat(Chain.parse("[]").faults()).containsExactly("has no files");
    }

    @Test
    void readsTheChainFromJson() {
        Chain chain = Chain.parse("""
                [{"level": 0, "min_txid": "0000000000000001", "max_txid": "00000000000000ff", "pages": 3},
                 {"level": 9, "min_txid": "0000000000000100", "max_txid": "0000000000000101", "pages": 4}]""");

        assertThat(chain.ranges()).containsExactly(new Chain.Range(0, 1, 255), new Chain.Range(9, 256, 257));
        assertThat(chain.mergedEnds()).containsExactly(257L);
    }

    private static Chain chain(long... ends) {
        List<Chain.Range> ranges = new ArrayList<>();
        for (int i = 0; i < ends.length; i += 2) {
            ranges.add(new Chain.Range(0, ends[i], ends[i + 1]));
        }
        return new Chain(ranges);
    }

    private CrashCampaign campaign(String... options) {
        return campaign(500, options);
    }

    private CrashCampaign campaign(int shortestMillis, String... options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                FakeFlotilla.class.getName()));
        var plan = new CrashCampaign.Plan(2, 6, shortestMillis, shortestMillis + 500, false, List.of());
        return new CrashCampaign(new Program(command, directory.resolve("log")), directory, plan, new Random(SEED));
    }
}
