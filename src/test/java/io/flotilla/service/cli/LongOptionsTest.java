package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class LongOptionsTest {

    @Command(name = "top", subcommands = Take.class)
    static final class Top {
        @Option(names = "--debug", scope = CommandLine.ScopeType.INHERIT)
        boolean debug;
    }

    @Command(name = "take")
    static final class Take {
        @Option(names = {"-o", "--output"})
        String output;

        @Option(names = "--txid")
        String txId;

        @Option(names = "--once")
        boolean once;

        @Parameters
        List<String> files;
    }

    @Test
    void takesLongOptionsWithOneDashOrTwo() {
        assertThat(rewritten("take", "-once", "--once", "-txid", "1"))
                .containsExactly("take", "--once", "--once", "--txid", "1");
    }

    @Test
    void takesAValueBehindAnEqualsSign() {
        assertThat(rewritten("take", "-txid=-once", "-output=a=b"))
                .containsExactly("take", "--txid=-once", "--output=a=b");
    }

    @Test
    void leavesShortOptionsAlone() {
        assertThat(rewritten("take", "-o", "file")).containsExactly("take", "-o", "file");
    }

    @Test
    void neverTouchesTheValueOfAnOption() {
        assertThat(rewritten("take", "-o", "-once", "-txid", "-o", "-once"))
                .containsExactly("take", "-o", "-once", "--txid", "-o", "--once");
    }

    @Test
    void neverTouchesWhatStandsBehindTwoDashes() {
        assertThat(rewritten("take", "-once", "--", "-once", "-txid"))
                .containsExactly("take", "--once", "--", "-once", "-txid");
    }

    @Test
    void takesTwoDashesAsTheValueOfAnOption() {
        assertThat(rewritten("take", "-o", "--", "-once")).containsExactly("take", "-o", "--", "--once");
    }

    @Test
    void knowsOnlyTheOptionsOfTheChosenCommand() {
        assertThat(rewritten("-debug", "-once", "take", "-once")).containsExactly("--debug", "-once", "take", "--once");
    }

    @Test
    void leavesWhatIsUnknownToTheParser() {
        assertThat(rewritten("take", "-onec", "-", "a-b", "")).containsExactly("take", "-onec", "-", "a-b", "");
    }

    @Test
    void takesTheNameOfACommandForAFileInsideThatCommand() {
        assertThat(rewritten("take", "take", "-once")).containsExactly("take", "take", "--once");
    }

    @Test
    void endsWhereTheValueIsMissing() {
        assertThat(rewritten("take", "-txid")).containsExactly("take", "--txid");
    }

    @Test
    void theParserUnderstandsWhatComesOut() {
        CommandLine parser = parser();
        parser.parseArgs(rewritten("take", "-o", "-weird", "-txid", "x", "--", "-once"));

        Take take = parser.getSubcommands().get("take").getCommand();
        assertThat(take.output).isEqualTo("-weird");
        assertThat(take.txId).isEqualTo("x");
        assertThat(take.once).isFalse();
        assertThat(take.files).containsExactly("-once");
    }

    private static String[] rewritten(String... line) {
        return LongOptions.of(parser().getCommandSpec()).withTwoDashes(line);
    }

    private static CommandLine parser() {
        return new CommandLine(new Top());
    }
}
