package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeftBehindTest {

    @Test
    void saysEachProblemInALineOfItsOwn() {
        assertThat(new LeftBehind(List.of("/a.db: FAILED, no\nroom", "/b.db: FENCED, another")).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Error: /a.db: FAILED, no room"),
                        line -> assertThat(line).isEqualTo("Error: /b.db: FENCED, another"),
                        line -> assertThat(line).startsWith("Try: flotilla status"));
    }

    @Test
    void countsThoseThatAreTooMany() {
        List<String> lines = new LeftBehind(problems(1000)).lines();

        assertThat(lines).hasSize(22);
        assertThat(lines.get(19)).isEqualTo("Error: 19");
        assertThat(lines.get(20)).isEqualTo("Error: and 980 more");
        assertThat(new LeftBehind(problems(20)).lines()).hasSize(21).noneMatch(line -> line.contains("more"));
    }

    private static List<String> problems(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
