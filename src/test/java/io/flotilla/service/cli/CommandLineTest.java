package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusMainTest
class CommandLineTest {

    @TempDir
    Path directory;

    @Test
    void tellsItsVersion(QuarkusMainLauncher flotilla) {
        LaunchResult result = flotilla.launch("version");

        assertThat(result.exitCode()).isZero();
        assertThat(result.getOutput()).matches("flotilla \\S+ \\(Java \\S+\\)\\s*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicate",
                "restore",
                "clone",
                "verify",
                "ltx",
                "status",
                "databases",
                "list",
                "info",
                "sync",
                "stop",
                "start",
                "register",
                "unregister",
                "reset",
                "config",
                "create",
                "demo",
                "bench",
                "version",
                "completion"
            })
    void helpsWithEachCommandByExample(String command, QuarkusMainLauncher flotilla) {
        LaunchResult result = flotilla.launch(command, "--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.getErrorOutput()).doesNotContain("WARN");
        assertThat(result.getOutput())
                .startsWith("Usage: flotilla " + command)
                .contains("Exit codes:", "Example", "flotilla " + command);
        assertThat(flotilla.launch(command, "-help").getOutput()).isEqualTo(result.getOutput());
    }

    @Test
    void asksForACommand(QuarkusMainLauncher flotilla) {
        LaunchResult result = flotilla.launch();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.getErrorOutput()).contains("Error: No command given", "Try: flotilla --help");
    }

    @Test
    void tellsInTwoLinesWhatIsWrongWithALine(QuarkusMainLauncher flotilla) {
        assertUsage(flotilla.launch("restore", "/backup/a.db"), "Say with -o FILE where the database is to be");
        assertUsage(flotilla.launch("restore", "/b", "--ouput", "c"), "'--ouput', 'c' (did you mean --output?)");
        assertUsage(flotilla.launch("ltx"), "Missing required parameter: 'DATABASE|REPLICA-URL'");
        assertUsage(
                flotilla.launch("restore", "/b", "-o", "c", "-txid", "12"), "TXID is exactly 16 hexadecimal digits");
        assertUsage(flotilla.launch("replicate", ".", "/b", "-interval", "5"), "no length of time such as 500ms");
        assertUsage(flotilla.launch("replicate", ".", "/b", "-interval", "0s"), "'0s' is not above zero");
        assertUsage(flotilla.launch("replicate", ".", "file://host/x"), "three slashes");
        assertUsage(flotilla.launch("replicate", ".", "/b", "-key", "{a}{b}"), "nothing separates {a} from {b}");
        assertUsage(flotilla.launch("ltx", "/b", "-jsno"), "'-jsno'");
        assertUsage(
                flotilla.launch("restore", "/b", "-o", "c", "-all", "-txid", "0000000000000001"),
                "leave one of them out");
        assertUsage(flotilla.launch("replicate", "/srv/a.db"), "No target for /srv/a.db");
        assertUsage(flotilla.launch("create", "."), "--template");
        assertUsage(
                flotilla.launch("create", ".", "--template", "a.db", "--count", "9", "--pattern", "../{t}.db"),
                "paths below the directory");
    }

    private static void assertUsage(LaunchResult result, String what) {
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.getErrorStream().stream().filter(line -> !line.isEmpty()))
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("Error: ").contains(what),
                        second ->
                                assertThat(second).startsWith("Try: flotilla ").endsWith(" --help"));
    }

    @Test
    void tellsWhichPlugInsThereAreWhenNoneFits(QuarkusMainLauncher flotilla) {
        LaunchResult result = flotilla.launch("ltx", "gopher://place/a.db");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getErrorOutput())
                .startsWith("Error: No plug-in for gopher://")
                .doesNotContain("\tat ");
    }

    /// Which would belong to that target from then on.
    @Test
    void aTargetThatNobodyKnowsGetsNoStateDirectory(QuarkusMainLauncher flotilla) {
        Path state = directory.resolve("state");
        LaunchResult result = flotilla.launch(
                "replicate", "--once", directory.toString(), "gopher://place/a", "--state", state.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getErrorOutput()).contains("Error: No plug-in for gopher://");
        assertThat(state).doesNotExist();
    }

    @Test
    void showsAStackTraceWhenAsked(QuarkusMainLauncher flotilla) {
        LaunchResult result = flotilla.launch("ltx", "gopher://place/a.db", "-debug");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getErrorOutput())
                .startsWith("Error: No plug-in for gopher://")
                .contains("\tat ");
    }

    @Test
    void knowsNothingOfWhatWasNeverReplicated(QuarkusMainLauncher flotilla) {
        LaunchResult result = flotilla.launch("status", "--state", directory.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getErrorOutput()).contains("Error: Nothing is known of a replication in " + directory);
    }

    @Test
    void missesADirectoryThatIsNotThere(QuarkusMainLauncher flotilla) {
        LaunchResult result =
                flotilla.launch("replicate", directory.resolve("none").toString(), "/backup");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getErrorOutput()).contains("Error: No such directory or database: ");
    }
}
