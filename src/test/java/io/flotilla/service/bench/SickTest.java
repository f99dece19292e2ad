package io.flotilla.service.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SickTest {

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void tellsThatADatabaseCouldNotBeKeptSick() throws Exception {
        var place = new BenchPlace(directory);
        Path source = Files.createDirectory(place.source());
        Files.createFile(source.resolve("unreadable.db"));
        Path nobodyWritesThis = Files.createDirectory(source.resolve("corrupt.db"));
        try (var sick = new Sick(place, List.of("unreadable.db", "corrupt.db"))) {
            sick.begin();

            long end = System.nanoTime() + PATIENCE_NANOS;
            String told = told(sick);
            while (told.isEmpty()) {
                assertThat(System.nanoTime()).as("a failure is told").isLessThan(end);
                Thread.onSpinWait();
                told = told(sick);
            }
            assertThat(told).contains("cannot keep databases sick", nobodyWritesThis.toString());
        }
        assertThat(source.resolve("unreadable.db")).isSymbolicLink();
    }

    private static String told(Sick sick) {
        try {
            sick.check();
            return "";
        } catch (IOException failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}
