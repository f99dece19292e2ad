package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

    private static final Instant MOMENT = Instant.parse("2026-01-01T00:00:00.123456789Z");

    @TempDir
    Path directory;

    @Test
    void aLineThatIsCutAnywhereDoesNotCount() throws Exception {
        Path file = directory.resolve("lines");
        try (LineFile lines = LineFile.create(file)) {
            lines.add("p/a.db", 1, 23);
            lines.add("p/b.db", 4, 56);
        }
        String whole = Files.readString(file);
        int first = whole.indexOf('\n') + 1;

        for (int length = first; length < whole.length() - 1; length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThat(read(file)).as("of %d bytes", length).containsExactly("p/a.db 1 23");
        }
        Files.writeString(file, whole);
        assertThat(read(file)).containsExactly("p/a.db 1 23", "p/b.db 4 56");
    }

    @Test
    void acknowledgementsSurviveTheirFile() throws Exception {
        Path file = directory.resolve("acknowledged");
        var one = new Acknowledgement("p/a.db", MOMENT, MOMENT.plusNanos(1), 3, 4000);
        var other = new Acknowledgement("p/b.db", MOMENT, MOMENT);
        try (AcknowledgementFile acknowledgements = AcknowledgementFile.create(file)) {
            acknowledgements.accept(one);
            acknowledgements.accept(other);
        }

        assertThat(AcknowledgementFile.read(file, name -> true)).containsExactly(one, other);
        assertThat(AcknowledgementFile.read(file, "p/b.db"::equals)).containsExactly(other);
    }

    @Test
    void tellsWhenTheDiskIsFull() throws Exception {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        LineFile lines = LineFile.create(full);
        for (int i = 0; i < 1000; i++) {
            lines.add("a long name that fills a buffer soon", i);
        }

        assertThatThrownBy(lines::flush).isInstanceOf(IOException.class).hasMessageContaining("No space left");
        assertThatThrownBy(lines::close).isInstanceOf(IOException.class);
    }

    private static List<String> read(Path file) throws IOException {
        List<String> read = new ArrayList<>();
        LineFile.read(file, line -> read.add(line.name() + ' ' + line.number(1) + ' ' + line.number(2)));
        return read;
    }
}
