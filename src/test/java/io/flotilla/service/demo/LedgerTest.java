package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");

    @TempDir
    Path directory;

    @Test
    void readsBackWhatSeveralWritersAppended() throws Exception {
        Path one = directory.resolve("one");
        Path two = directory.resolve("two");
        append(one, entry("a", 1, 0), entry("a", 3, 20));
        append(two, entry("a", 2, 10), entry("b", 1, 5));

        Ledger ledger = Ledger.read(List.of(one, two));

        assertThat(ledger.entries("a")).containsExactly(entry("a", 1, 0), entry("a", 2, 10), entry("a", 3, 20));
        assertThat(ledger.transactions()).isEqualTo(4);
        assertThat(ledger.written()).isEqualTo(2);
        assertThat(ledger.entries("never written")).isEmpty();
    }

    @Test
    void theUnfinishedLineOfAKilledWriterDoesNotCount() throws Exception {
        Path file = directory.resolve("one");
        append(file, entry("a", 1, 0), entry("a", 2, 10));
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 1));

        assertThat(Ledger.read(List.of(file)).entries("a")).containsExactly(entry("a", 1, 0));
    }

    @Test
    void refusesTwoClaimsToOneSequence() {
        assertThatThrownBy(() -> Ledger.of(List.of(entry("a", 1, 0), entry("a", 1, 5))))
                .hasMessageContaining("sequence 1 of a");
    }

    @Test
    void refusesALineThatIsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("one"), "a\t1\n");

        assertThatThrownBy(() -> Ledger.read(List.of(file))).hasMessageContaining("Not a ledger line: a\t1");
    }

    private static Entry entry(String database, long sequence, long millis) {
        return new Entry(database, sequence, NOON.plusMillis(millis), "d" + sequence);
    }

    private static void append(Path file, Entry... entries) throws Exception {
        try (var ledger = LedgerFile.open(file)) {
            for (Entry entry : entries) {
                ledger.append(entry);
            }
        }
    }
}
