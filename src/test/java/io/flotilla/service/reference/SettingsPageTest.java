package io.flotilla.service.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/configuration.md` shows every setting as the code has it. `-Dsettings.write=true` writes its table
/// anew.
class SettingsPageTest {

    private static final String BEGIN = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->\n";

    /// A setting that a class of the service asks for by itself.
    private static final Pattern ASKED = Pattern.compile(
            "@ConfigProperty\\(\\s*name = \"(flotilla\\.[^\"]+)\"(?:,\\s*defaultValue = \"([^\"]*)\")?");

    private static final Pattern BLOCK = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);

    @Test
    void thePageShowsWhatTheCodeSays() throws IOException {
        String table = Settings.read().markdown();
        String page = Files.readString(page());
        if (Boolean.getBoolean("settings.write")) {
            page = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END));
            Files.writeString(page(), page);
        }

        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
                .as("run this test with -Dsettings.write=true")
                .isEqualTo(table);
    }

    @Test
    void everySettingHasAText() throws IOException {
        assertThat(Settings.read().properties()).hasSizeGreaterThan(40);
        assertThat(Settings.read().silent()).isEmpty();
    }

    @Test
    void everySettingInABlockOfAPageIsThere() throws IOException {
        Map<String, String> known = Settings.read().defaults();
        List<String> shown = new ArrayList<>();
        try (Stream<Path> pages = Files.list(home().resolve("docs"))) {
            for (Path page : (Iterable<Path>) pages.filter(Files::isRegularFile)::iterator) {
                Matcher block = BLOCK.matcher(Files.readString(page));
                while (block.find()) {
                    block.group(1).lines().map(line -> line.split("=")[0]).forEach(shown::add);
                }
            }
        }

        assertThat(shown)
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(known)
                        .containsKey(
                                name.replaceAll("\\[\\d+]", "[N]").replaceAll("\\.settings\\..*", ".settings.NAME")));
    }

    @Test
    void whatAClassAsksForByItselfIsThereWithTheSameDefault() throws IOException {
        Map<String, String> asked = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home().resolve("src/main/java"))) {
            for (Path file : (Iterable<Path>) files.filter(SettingsPageTest::isOfTheProgram)::iterator) {
                Matcher found = ASKED.matcher(Files.readString(file));
                while (found.find()) {
                    asked.put(found.group(1), found.group(2) == null ? "" : found.group(2));
                }
            }
        }

        assertThat(Settings.read().defaults()).containsAllEntriesOf(asked);
    }

    /// What dev mode asks for is described where that is (docs/s3.md): nobody who runs the program can set it.
    private static boolean isOfTheProgram(Path file) {
        return file.toString().endsWith(".java")
                && !file.startsWith(home().resolve("src/main/java/io/flotilla/service/dev"));
    }

    private static Path page() {
        return home().resolve("docs/configuration.md");
    }

    private static Path home() {
        Path here = Path.of("").toAbsolutePath();
        return List.of(here, here.getParent()).stream()
                .filter(each -> Files.exists(each.resolve("docs")))
                .findFirst()
                .orElseThrow();
    }
}
