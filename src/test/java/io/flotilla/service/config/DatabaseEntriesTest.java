package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is kept of a configuration in few large arrays comes back as it was.
class DatabaseEntriesTest {

    @Test
    void everyEntryComesBackAsItWas() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var entries = new DatabaseEntries();
        List<DatabaseEntry> plain = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            DatabaseEntry entry = entry(random, i);
            plain.add(entry);
            entries.add(entry);
        }

        assertThat(entries).as("seed %s", seed).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            DatabaseEntry found = entries.get(i);
            DatabaseEntry put = plain.get(i);
            assertThat(found.path()).as("seed %s", seed).isEqualTo(put.path());
            assertThat(found.isDirectory()).isEqualTo(put.isDirectory());
            assertThat(found.line()).isEqualTo(put.line());
            assertThat(found.values().keys()).isEqualTo(put.values().keys());
            put.values()
                    .keys()
                    .forEach(key -> assertThat(found.values().find(key))
                            .isEqualTo(put.values().find(key)));
        }
    }

    private static DatabaseEntry entry(Random random, int number) {
        boolean isDirectory = random.nextInt(10) == 0;
        int line = 1 + random.nextInt(5_000_000);
        String path = "/srv/ü€😀/" + "x".repeat(random.nextInt(40)) + number;
        var values = new Values.Builder();
        values.add(isDirectory ? "dir" : "path", random.nextBoolean() ? path : "~" + path, line);
        if (random.nextBoolean()) {
            // An alias may stand anywhere before.
            values.add("replica.url", "s3://bucket/" + number, Math.max(1, line - random.nextInt(1000)));
        }
        if (random.nextInt(1000) == 0) {
            values.add("pattern", "long".repeat(random.nextInt(1_000_000)), line + 1);
        }
        return new DatabaseEntry(path, isDirectory, line, values.build());
    }

    @Test
    void everyListedDatabaseComesBackAsItWas() {
        List<Listed> plain = IntStream.range(0, 10_000)
                .mapToObj(i -> new Listed(
                        "/srv/" + i + ".db",
                        ObjectKey.ofBytes(new byte[] {'k', (byte) 0xff, (byte) (i | 0x40)}),
                        i % 3 == 0))
                .toList();

        ListedDatabases databases = ListedDatabases.copyOf(plain);

        assertThat(databases).isEqualTo(plain);
        assertThat(ListedDatabases.copyOf(databases)).isSameAs(databases);
        assertThat(databases.restored()).allMatch(Listed::isRestored).hasSameSizeAs(plain);
    }

    @Test
    void theFirstUseOfATextIsFoundAmongMany() {
        List<String> texts =
                IntStream.range(0, 50_000).mapToObj(i -> "text" + i).toList();
        var uses = new FirstUses(texts::get);

        for (int i = 0; i < texts.size(); i++) {
            assertThat(uses.note(texts.get(i), i)).isEmpty();
        }
        assertThat(uses.note("text0", 0)).hasValue(0);
        assertThat(uses.note("text31415", 50_000)).hasValue(31415);
    }

    /// "Aa" and "BB" have one hash.
    @Test
    void textsOfOneHashAreToldApart() {
        List<String> texts = List.of("Aa", "BB", "Aa");
        var uses = new FirstUses(texts::get);

        assertThat(uses.note("Aa", 0)).isEmpty();
        assertThat(uses.note("BB", 1)).isEmpty();
        assertThat(uses.note("Aa", 2)).hasValue(0);
    }
}
