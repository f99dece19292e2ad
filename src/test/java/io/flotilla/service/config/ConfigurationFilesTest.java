package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.service.config.ConfigurationReader.Variables;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files as people write them, each of which says at its end what is to become of it: `ok` with what is to be
/// replicated, `error` with a line and a part of the text, `note` likewise, `setting` with one of a target,
/// `levels` with the rules for files there.
class ConfigurationFilesTest {

    private static final Host HOST = new Host(
            Map.of("SHOP_KEY", "AKIASHOP", "SHOP_SECRET", "hidden", "LONG_COMMENT", "one\n# two\n# three"),
            Path.of("/home/ada"),
            Path.of("/work"),
            42);

    static List<Path> files() throws IOException, URISyntaxException {
        Path directory = Path.of(ConfigurationFilesTest.class
                .getResource("/config/01-one-database.yml")
                .toURI());
        try (Stream<Path> all = Files.list(directory.getParent())) {
            return all.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isTakenOrRefusedWithTheRightLine(Path file) throws IOException {
        List<String> expected = Files.readString(file)
                .lines()
                .filter(line -> line.startsWith("#=> "))
                .map(line -> line.substring("#=> ".length()))
                .toList();
        assertThat(expected).isNotEmpty();
        String first = expected.getFirst();
        if (first.startsWith("error ")) {
            String[] parts = first.split(" ", 3);
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> plans(read(file)))
                    .satisfies(failure -> assertThat(failure.problems())
                            .singleElement()
                            .asString()
                            .startsWith(file + ":" + parts[1] + ": ")
                            .contains(parts[2]));
            return;
        }
        Configuration configuration = read(file);
        Plans.Made made = plans(configuration);
        assertThat(first)
                .isEqualTo("ok listed=" + made.listed() + " roots="
                        + made.fleets().stream()
                                .mapToInt(fleet -> fleet.roots().size())
                                .sum() + " targets="
                        + made.fleets().stream()
                                .map(fleet -> fleet.target().toString())
                                .collect(Collectors.joining(",")));
        expected.forEach(line -> check(line, file, configuration, made));
    }

    private static void check(String line, Path file, Configuration configuration, Plans.Made made) {
        String[] parts = line.split(" ", 3);
        switch (parts[0]) {
            case "ok" -> {}
            case "note" ->
                assertThat(Stream.concat(configuration.notes().stream(), made.notes().stream()))
                        .anySatisfy(note -> assertThat(note)
                                .startsWith(file + ":" + parts[1] + ": ")
                                .contains(parts[2]));
            case "setting" ->
                assertThat(made.fleets())
                        .filteredOn(fleet -> fleet.target().toString().equals(parts[1]))
                        .isNotEmpty()
                        .allSatisfy(fleet -> assertThat(
                                        fleet.target().settings().values().entrySet())
                                .anySatisfy(entry -> assertThat(entry.getKey() + "=" + entry.getValue())
                                        .isEqualTo(parts[2])));
            case "levels" -> assertThat("levels " + levels(configuration)).isEqualTo(line);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static String levels(Configuration configuration) {
        var levels = configuration.levels();
        var kept = levels.retention();
        return levels.rules().intervals().stream()
                        .map(ConfigurationFilesTest::text)
                        .collect(Collectors.joining(","))
                + " snapshots=" + text(levels.rules().snapshots()) + " level0=" + text(kept.level0()) + " moments="
                + text(kept.moments()) + " hold=" + kept.hold();
    }

    private static String text(Duration length) {
        return length.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static Configuration read(Path file) throws IOException {
        return new ConfigurationReader(HOST).read(file, Variables.EXPANDED);
    }

    private static Plans.Made plans(Configuration configuration) {
        return Plans.of(configuration, Set.of("file", "s3"));
    }
}
