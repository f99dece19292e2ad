package io.flotilla.service.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Swap;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a collector gets of the packaged program: the way of each commit of a chosen database, and nothing of others.
class TracesIT {

    private static final List<String> PARTS =
            List.of("notice", "wait for turn", "wait for capture", "capture", "wait for upload", "put");

    /// Files have the time of the kernel's last tick.
    private static final Duration TICK = Duration.ofMillis(10);

    @TempDir
    private Path temporary;

    private final List<Process> started = new ArrayList<>();
    private Path directory;
    private Path chosen;
    private Path other;
    private Path target;

    @BeforeEach
    void makeDatabases() throws Exception {
        directory = temporary.toRealPath();
        Path source = Files.createDirectory(directory.resolve("source"));
        chosen = source.resolve("chosen.db");
        other = source.resolve("other.db");
        target = directory.resolve("target");
        write(chosen);
        write(other);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        started.forEach(process -> process.onExit().join());
    }

    @Test
    void eachConfirmedFileOfAChosenDatabaseIsOneTraceAndNothingElseIs() throws Exception {
        try (var collector = new CollectorOfTest(CollectorOfTest.Answer.TAKES)) {
            Program program = program(
                    collector.variable(),
                    "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20abc",
                    "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test",
                    "OTEL_BSP_SCHEDULE_DELAY=50");
            Process process = start(program);
            List<Instant> written = new ArrayList<>(List.of(Instant.now()));
            List<Instant> seen = new ArrayList<>();
            for (int files = 1; files <= 4; files++) {
                int all = files;
                await(process, program, () -> roots(collector).size() >= all);
                seen.add(Instant.now());
                written.add(Instant.now());
                write(chosen);
                write(other);
            }
            await(process, program, () -> roots(collector).size() >= 5);
            stop(process, program);
            seen.add(Instant.now());

            List<Span> roots = roots(collector);
            assertThat(roots.stream().map(root -> attributes(root).get("flotilla.txid")))
                    .containsExactlyElementsOf(txIds(program, "chosen.db"));
            assertThat(roots.stream().map(Span::getTraceId)).doesNotHaveDuplicates();
            for (int file = 0; file < roots.size(); file++) {
                Span root = roots.get(file);
                assertThat(attributes(root))
                        .containsEntry("db.system.name", "sqlite")
                        .containsEntry("db.namespace", chosen.toString())
                        .containsEntry("flotilla.replica", "chosen.db")
                        .containsEntry("flotilla.attempt", "1");
                assertThat(root.getEventsList()).extracting(Span.Event::getName).containsExactly("acknowledged");
                assertThat(root.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
                assertParts(collector, root);
                if (file > 0) {
                    assertThat(at(root.getStartTimeUnixNano()))
                            .isBetween(earliest(collector, roots.get(file - 1), written.get(file)), seen.get(file));
                }
                assertThat(at(root.getEndTimeUnixNano())).isBefore(seen.get(file));
            }
            assertThat(attributes(part(collector, roots.getFirst(), "capture")).get("flotilla.capture.how"))
                    .startsWith("compared pages: first copy");
            assertThat(attributes(part(collector, roots.getLast(), "notice")).get("flotilla.noticed.by"))
                    .isIn("event", "sweep", "look");
            assertThat(spans(collector).stream().map(span -> attributes(span).toString()))
                    .noneMatch(text -> text.contains("other.db"));
            assertThat(collector.received()).allSatisfy(sent -> {
                assertThat(sent.path()).isEqualTo("/v1/traces");
                assertThat(sent.authorization()).isEqualTo("Bearer abc");
                assertThat(map(sent.spans().getResource().getAttributesList()))
                        .containsEntry("service.name", "flotilla")
                        .containsEntry("deployment.environment.name", "test")
                        .containsKey("service.version");
            });
        }
    }

    @Test
    void aTurnThatFailsIsAPartOfTheTraceThatEndsWithTheConfirmation() throws Exception {
        try (var collector = new CollectorOfTest(CollectorOfTest.Answer.TAKES)) {
            Program program = program(collector.variable(), "OTEL_BSP_SCHEDULE_DELAY=50");
            Process process = start(program);
            await(process, program, () -> roots(collector).size() == 1);
            Path inTheWay = Files.writeString(directory.resolve("aside"), "in the way");
            Swap.names(target, inTheWay);
            write(chosen);
            await(process, program, () -> !failures(collector).isEmpty());
            assertThat(roots(collector)).hasSize(1);
            Swap.names(target, inTheWay);
            await(process, program, () -> roots(collector).size() == 2);
            stop(process, program);

            Span root = roots(collector).getLast();
            assertThat(failures(collector)).allSatisfy(failed -> {
                assertThat(failed.getTraceId()).isEqualTo(root.getTraceId());
                assertThat(failed.getParentSpanId()).isEqualTo(root.getSpanId());
                assertThat(failed.getStatus().getMessage()).isNotEmpty();
                assertThat(attributes(failed)).containsKeys("error.type", "flotilla.state", "flotilla.failed.during");
            });
            assertThat(attributes(root))
                    .containsEntry(
                            "flotilla.attempt",
                            String.valueOf(failures(collector).size() + 1));
            assertParts(collector, root);
        }
    }

    @Test
    void aCollectorThatRefusesIsSaidOnceAndHoldsUpNothing() throws Exception {
        try (var collector = new CollectorOfTest(CollectorOfTest.Answer.REFUSES)) {
            assertReplicates(collector);
        }
    }

    @Test
    void aCollectorThatNeverAnswersHoldsUpNeitherTheReplicationNorTheEnd() throws Exception {
        try (var collector = new CollectorOfTest(CollectorOfTest.Answer.HANGS)) {
            assertReplicates(collector);
        }
    }

    /// Fewer spans may wait than the commits make.
    private void assertReplicates(CollectorOfTest collector) throws Exception {
        Program program = program(
                collector.variable(),
                "OTEL_BSP_SCHEDULE_DELAY=50",
                "OTEL_BSP_MAX_QUEUE_SIZE=16",
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=8",
                "OTEL_BSP_EXPORT_TIMEOUT=600000",
                "OTEL_EXPORTER_OTLP_TIMEOUT=600000");
        Process process = start(program);
        for (int files = 1; files <= 5; files++) {
            int all = files;
            await(process, program, () -> files() >= all);
            write(chosen);
        }
        await(process, program, () -> files() >= 6 && collector.requests() > 0);
        stop(process, program);

        assertThat(Files.readString(program.log())).containsOnlyOnce("traces ended: sent=0 dropped=");
        assertThat(Files.readAllLines(program.log()))
                .filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(line -> line.contains("traces"));
        assertThat(txIds(program, "chosen.db")).hasSize(6);
    }

    @Test
    void aPatternThatMatchesNothingIsRefusedBeforeAnythingBegins() throws Exception {
        assertRefused("flotilla.traces.databases: The pattern 'chosen.db' matches no absolute path", "chosen.db");
    }

    @Test
    void aProtocolThatIsNotSpokenIsRefusedBeforeAnythingBegins() throws Exception {
        assertRefused("OpenTelemetry refuses its settings", "**/chosen.db", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc");
    }

    private void assertRefused(String why, String pattern, String... variables) throws Exception {
        Program plain = program(variables);
        List<String> command = new ArrayList<>(List.of("env", "FLOTILLA_TRACES_DATABASES=" + pattern));
        command.addAll(plain.command().stream()
                .filter(word -> !word.equals("env") && !word.startsWith("FLOTILLA_TRACES"))
                .toList());
        Program.Ended ended =
                new Program(command, plain.log()).attempt("replicate", chosen.getParent() + "", target + "");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.error()).contains(why);
        assertThat(target).doesNotExist();
    }

    private void assertParts(CollectorOfTest collector, Span root) {
        List<Span> parts = spans(collector).stream()
                .filter(span -> span.getParentSpanId().equals(root.getSpanId()))
                .filter(span -> !span.getName().equals("turn"))
                .toList();
        assertThat(parts).extracting(Span::getName).containsExactlyElementsOf(PARTS);
        long last = root.getStartTimeUnixNano();
        for (Span part : parts) {
            assertThat(part.getTraceId()).isEqualTo(root.getTraceId());
            assertThat(part.getStartTimeUnixNano()).as(part.getName()).isGreaterThanOrEqualTo(last);
            assertThat(part.getEndTimeUnixNano())
                    .as(part.getName())
                    .isGreaterThanOrEqualTo(part.getStartTimeUnixNano());
            last = part.getEndTimeUnixNano();
        }
        assertThat(root.getEndTimeUnixNano()).isEqualTo(last);
        Map<String, String> capture = attributes(part(collector, root, "capture"));
        assertThat(capture.get("flotilla.txid")).isEqualTo(attributes(root).get("flotilla.txid"));
        assertThat(Long.parseLong(capture.get("flotilla.pages"))).isPositive();
        Map<String, String> put = attributes(part(collector, root, "put"));
        assertThat(put.get("flotilla.bytes")).isEqualTo(capture.get("flotilla.bytes"));
        assertThat(Long.parseLong(put.get("flotilla.files"))).isPositive();
    }

    private static Span part(CollectorOfTest collector, Span root, String name) {
        return spans(collector).stream()
                .filter(span -> span.getParentSpanId().equals(root.getSpanId()))
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Span> failures(CollectorOfTest collector) {
        return spans(collector).stream()
                .filter(span -> span.getName().equals("turn"))
                .filter(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                .toList();
    }

    /// In the order of their confirmations.
    private static List<Span> roots(CollectorOfTest collector) {
        return spans(collector).stream()
                .filter(span -> span.getParentSpanId().equals(ByteString.EMPTY))
                .filter(span -> span.getName().equals("replicate"))
                .sorted(Comparator.comparingLong(Span::getEndTimeUnixNano))
                .toList();
    }

    private static List<Span> spans(CollectorOfTest collector) {
        return collector.received().stream()
                .flatMap(sent -> sent.spans().getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private static Map<String, String> attributes(Span span) {
        return map(span.getAttributesList());
    }

    private static Map<String, String> map(List<KeyValue> attributes) {
        Map<String, String> texts = new LinkedHashMap<>();
        attributes.forEach(each -> texts.put(each.getKey(), text(each.getValue())));
        return texts;
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue();
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /// Those of the files as they were uploaded.
    private List<String> txIds(Program program, String name) throws Exception {
        String listed = program.run("ltx", "--json", target.resolve(name).toString());
        return Stream.of(listed.split("\\{"))
                .filter(file -> file.replace(" ", "").contains("\"level\":0"))
                .map(file -> file.replaceAll("(?s).*\"max_txid\"\\s*:\\s*\"([0-9a-f]{16})\".*", "$1"))
                .sorted()
                .toList();
    }

    /// Of the chosen database, as they were uploaded.
    private long files() throws IOException {
        Path level = target.resolve("chosen.db/ltx/0");
        if (!Files.isDirectory(level)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(level)) {
            return files.filter(file -> file.toString().endsWith(".ltx")).count();
        }
    }

    private Process start(Program program) throws Exception {
        Process process =
                program.start("replicate", chosen.getParent().toString(), target.toString(), "--interval", "200ms");
        started.add(process);
        return process;
    }

    private static void stop(Process process, Program program) throws Exception {
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(program.said()).isTrue();
        assertThat(process.exitValue()).as(program.said()).isZero();
    }

    private Program program(String... variables) {
        Program plain = Program.flotilla(directory.resolve("log.txt"));
        List<String> command = new ArrayList<>(
                List.of("env", "XDG_STATE_HOME=" + directory.resolve("home"), "FLOTILLA_TRACES_DATABASES=" + chosen));
        command.addAll(List.of(variables));
        command.addAll(plain.command());
        return new Program(command, plain.log());
    }

    /// When the trace of a write begins at the earliest: an event that comes late, for a write that the file before has
    /// already, may be about something that it has not, from when that one's capture began.
    private static Instant earliest(CollectorOfTest collector, Span rootBefore, Instant written) throws Exception {
        Instant capture = at(part(collector, rootBefore, "capture").getStartTimeUnixNano());
        Instant stamped = written.minus(TICK);
        return capture.isBefore(stamped) ? capture : stamped;
    }

    private static void write(Path database) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists t (x)");
            statement.execute("insert into t values (randomblob(100))");
        }
    }

    private static void await(Process process, Program program, Callable<Boolean> reached) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!reached.call()) {
            assertThat(process.isAlive()).as(program.said()).isTrue();
            assertThat(System.nanoTime()).as(program.said()).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
