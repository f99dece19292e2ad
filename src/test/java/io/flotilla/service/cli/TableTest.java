package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.service.cli.Table.Column;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table = new Table(Column.left("name"), Column.right("bytes"));

    @Test
    void makesColumnsAsWideAsTheirWidestCell() {
        table.add("a", 7);
        table.add("a long name", 123_456);

        assertThat(printed()).isEqualTo("""
                name          bytes
                a                 7
                a long name  123456
                """);
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        table.add("\uD83D\uDE80", 1);

        assertThat(printed()).isEqualTo("name  bytes\n\uD83D\uDE80         1\n");
    }

    @Test
    void showsControlCharactersAsEscapes() {
        table.add("a\nb\u001b[2J", 1);

        assertThat(printed()).contains("a\\x0ab\\x1b[2J");
    }

    @Test
    void refusesARowThatDoesNotFit() {
        assertThatThrownBy(() -> table.add("a")).hasMessage("1 cells for 2 columns");
    }

    private String printed() {
        var text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
