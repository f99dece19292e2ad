package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
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
    void replacesWhatGoReplaces(String text, String expanded) throws Exception {
        assertThat(read(Expansion.of(new StringReader(text), HOST))).isEqualTo(expanded);
    }

    @Test
    void tellsLinesOfTheOriginal() throws Exception {
        Expansion expansion = Expansion.of(new StringReader("a\n$L\nb\n$A $L\nc\n"), HOST);

        assertThat(read(expansion)).isEqualTo("a\n1\n2\n3\nb\nx 1\n2\n3\nc\n");
        assertThat(IntStream.rangeClosed(1, 9).map(expansion::line)).containsExactly(1, 2, 2, 2, 3, 4, 4, 4, 5);
    }

    @Test
    void remembersWhichVariablesWereReadAndWhichWereNotSet() throws Exception {
        Expansion expansion = Expansion.of(new StringReader("$A\n$NONE $A $L\n  # $NONE\n$ALSO_NONE"), HOST);
        read(expansion);

        assertThat(expansion.names().at(1)).containsExactly("A");
        assertThat(expansion.names().at(2)).containsExactly("A", "L");
        assertThat(expansion.unset().at(2)).containsExactly("NONE");
        assertThat(expansion.unset().at(3)).isEmpty();
        assertThat(expansion.unset().at(4)).containsExactly("ALSO_NONE");
    }

    @Test
    void aBraceMayCloseOnALaterLine() throws Exception {
        assertThat(read(Expansion.of(new StringReader("a${A\nb}c\n$A}\n"), HOST)))
                .isEqualTo("ac\nx}\n");
        assertThat(read(Expansion.of(new StringReader("${A ${A\nb\n$A\n"), HOST)))
                .isEqualTo("A A\nb\nx\n");
    }

    /// Lines longer than what is read at a time, and more text than that.
    @Test
    void readsLongLinesAndManyOfThem() throws Exception {
        String text = ("a".repeat(20_000) + "$A\n").repeat(50);

        assertThat(read(Expansion.of(new StringReader(text), HOST))).isEqualTo(text.replace("$A", "x"));
        assertThat(read(Expansion.none(new StringReader(text), HOST))).isEqualTo(text);
    }

    private static String read(Expansion expansion) throws IOException {
        var read = new StringWriter();
        expansion.transferTo(read);
        return read.toString();
    }
}
