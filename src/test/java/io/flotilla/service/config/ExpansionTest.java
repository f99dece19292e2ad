package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

    private static final Host HOST =
            new Host(Map.of("A", "x", "A_1", "long", "L", "1\n2\n3"), Path.of("/home/ada"), Path.of("/work"), 42);

    /// What Go's `os.Expand` makes of each, found by running it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$A|x",
                "${A}|x",
                "a${A}b$A-|axbx-",
                "$A_1|long",
                "${A}_1|x_1",
                "$PID|42",
                "[$NONE]|[]",
                "[${NONE}]|[]",
                "[$$A]|[A]",
                "[$1A]|[A]",
                "[${}]|[]",
                "[$ A]|[$ A]",
                "[$.]|[$.]",
                "end$|end$",
                "[${A|[A",
            })
    void replacesWhatGoReplaces(String text, String expanded) {
        assertThat(Expansion.of(text, HOST).text()).isEqualTo(expanded);
    }

    @Test
    void tellsLinesOfTheOriginal() {
        Expansion expansion = Expansion.of("a\n$L\nb\n$A $L\nc\n", HOST);

        assertThat(expansion.text()).isEqualTo("a\n1\n2\n3\nb\nx 1\n2\n3\nc\n");
        assertThat(IntStream.rangeClosed(1, 9).map(expansion::line)).containsExactly(1, 2, 2, 2, 3, 4, 4, 4, 5);
    }

    @Test
    void remembersWhichVariablesWereReadAndWhichWereNotSet() {
        Expansion expansion = Expansion.of("$A\n$NONE $A", HOST);

        assertThat(expansion.names()).containsKeys(1, 2);
        assertThat(expansion.unset().get(2)).containsExactly("NONE");
    }
}
