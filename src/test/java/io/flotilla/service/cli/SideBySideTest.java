package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// `docs/migrate.md` names everything that Litestream v0.5.18 has, and what it says is here is here.
class SideBySideTest {

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)((?: -[a-z-]+)*)` \\| (same|better|not) \\| .*");

    /// A command and its options.
    private static final List<String> COMMANDS = List.of(
            "databases -config -no-expand-env -json",
            "info -socket -timeout -json",
            "list -socket -timeout -json",
            "ltx -config -no-expand-env -level -json",
            "register -replica -timeout -socket -json",
            "replicate -config -no-expand-env -exec -once -force-snapshot -enforce-retention -log-level"
                    + " -restore-if-db-not-exists",
            "reset -config -no-expand-env -dry-run",
            "restore -config -no-expand-env -o -txid -timestamp -parallelism -if-db-not-exists -if-replica-exists"
                    + " -dry-run -force -json -f -follow-interval -integrity-check",
            "start -timeout -socket -json",
            "status -config -no-expand-env -json",
            "stop -timeout -socket -json",
            "sync -wait -timeout -socket -json",
            "unregister -timeout -socket -dry-run -json",
            "version -verbose",
            "wal");

    private static final List<String> METRICS = List.of(
            "litestream_db_size",
            "litestream_wal_size",
            "litestream_total_wal_bytes",
            "litestream_txid",
            "litestream_sync_count",
            "litestream_sync_error_count",
            "litestream_sync_seconds",
            "litestream_disk_full",
            "litestream_compaction_verify_error_count",
            "litestream_checkpoint_count",
            "litestream_checkpoint_error_count",
            "litestream_checkpoint_seconds",
            "litestream_l0_retention_files_total",
            "litestream_replica_operation_total",
            "litestream_replica_operation_bytes",
            "litestream_replica_operation_duration_seconds",
            "litestream_replica_operation_errors_total",
            "litestream_validation_checks_total",
            "litestream_last_validation_success",
            "litestream_last_validation_timestamp_seconds");

    private static final List<String> ENDPOINTS = List.of(
            "/start",
            "/stop",
            "/register",
            "/unregister",
            "/sync",
            "/txid",
            "/list",
            "/info",
            "/debug/sync-status",
            "/debug/pprof/*",
            "/metrics");

    static List<String> commands() {
        return COMMANDS;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionOfACommandIsInATableAndThereWhereItSaysSo(String line) throws IOException {
        List<String> words = List.of(line.split(" "));
        String command = words.getFirst();
        Map<String, String> verdicts = verdicts(command);

        assertThat(verdicts.keySet()).containsExactlyInAnyOrderElementsOf(words);
        verdicts.forEach((word, verdict) -> {
            if (!verdict.equals("not")) {
                assertThat(known(command)).as(line).contains(word);
            }
        });
    }

    /// What the tables say of a command and of each of its options.
    private static Map<String, String> verdicts(String command) throws IOException {
        Map<String, String> verdicts = new TreeMap<>();
        for (String line : page().lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && row.group(1).equals(command)) {
                verdicts.merge(command, row.group(3), (one, other) -> one.equals("not") ? other : one);
                for (String option : row.group(2).strip().split(" ")) {
                    if (!option.isEmpty()) {
                        verdicts.put(option, row.group(3));
                    }
                }
            }
        }
        return verdicts;
    }

    /// The command, and each of its options with one dash.
    private static Set<String> known(String command) {
        CommandLine found = BareCommands.parser().getSubcommands().get(command);
        if (found == null) {
            return Set.of();
        }
        CommandSpec spec = found.getCommandSpec();
        Set<String> known = new TreeSet<>(Set.of(command));
        spec.optionsMap().keySet().forEach(option -> known.add(option.replaceFirst("^--", "-")));
        return known;
    }

    @Test
    void everyMetricAndEndpointIsInATable() throws IOException {
        String page = page();

        assertThat(METRICS).allSatisfy(metric -> assertThat(page).contains("`" + metric + "`"));
        assertThat(ENDPOINTS).allSatisfy(endpoint -> assertThat(page).contains("`" + endpoint + "`"));
    }

    private static String page() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
        return Files.readString(root.resolve("docs").resolve("migrate.md"));
    }
}
