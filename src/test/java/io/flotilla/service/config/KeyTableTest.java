package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    private static final String BEGIN = "<!-- keys -->\n";
    private static final String END = "<!-- /keys -->\n";

    /// Printed where they differ, so that the page can be made anew.
    @Test
    void isWhatTheDocumentationShows() throws IOException {
        String page = Files.readString(page());
        String shown = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));

        assertThat(shown).isEqualTo(KeyTable.markdown());
    }

    private static Path page() {
        Path here = Path.of("").toAbsolutePath();
        Path home = Files.exists(here.resolve("docs")) ? here : here.getParent();
        return home.resolve("docs").resolve("migrate.md");
    }
}
