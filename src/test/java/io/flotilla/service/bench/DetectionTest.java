package io.flotilla.service.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.service.demo.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    @Test
    void countsUntilTheFirstFindingAfterTheCommit() {
        List<Entry> commits = LongStream.rangeClosed(1, 100)
                .mapToObj(i -> new Entry("a" + i, i, START, ""))
                .toList();
        Map<String, List<Instant>> found = Map.of(
                "a1", List.of(START.minusMillis(5), START.plusMillis(40), START.plusMillis(20)),
                "a2", List.of(START.plusMillis(10)),
                "a3", List.of(START.minusMillis(1)));

        assertThat(Detection.of(commits, found, Duration.ZERO))
                .isEqualTo(new Detection(
                        100, Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(20), 98, Duration.ZERO));
    }

    @Test
    void whatWasFoundSurvivesItsFile() throws Exception {
        Path file = directory.resolve("found");
        try (EventFile events = EventFile.create(file)) {
            events.add("p/a.db", START);
            events.add("p/b.db", START.plusNanos(7));
            events.add("p/a.db", START.plusSeconds(1));
        }
        assertThat(EventFile.read(file))
                .containsOnly(
                        Map.entry("p/a.db", List.of(START, START.plusSeconds(1))),
                        Map.entry("p/b.db", List.of(START.plusNanos(7))));
    }

    @Test
    void readsTheEnginesNumbers() {
        Numbers numbers = Numbers.parse("put=3 list=2 turns=1 firstCopies=4");

        assertThat(numbers.requests()).isEqualTo(5);
        assertThat(numbers.busy()).isEqualTo(5);
        assertThat(numbers.of("read")).isZero();
        assertThatThrownBy(() -> Numbers.parse("Exception")).hasMessageContaining("said: Exception");
    }
}
