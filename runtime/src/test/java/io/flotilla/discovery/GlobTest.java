package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.db x.db true",
                "*.db a/x.db false",
                "*.db x.dbx false",
                "a/* a/x true",
                "a/* a/b/x false",
                "a/** a/b/x true",
                "a/** a false",
                "** a/b/x true",
                "**.db a/b/x.db true",
                "?.db x.db true",
                "?.db ä.db true",
                "?.db \uD83D\uDE00.db true",
                "?.db .db false",
                "a?b a/b false",
                "{a,b*}.db b1.db true",
                "{a,b*}.db c.db false",
                "{a,b}/{c,d}.db b/c.db true",
                "[a-c]x bx true",
                "[a-c]x dx false",
                "[!a-c]x dx true",
                "[!a-c]x ax false",
                "[!a]x /x false",
                "[*?]x *x true",
                "[*?]x ax false",
                "[&&a]x &x true",
                "[^a]x ^x true",
                "\\*.db *.db true",
                "\\*.db x.db false",
                "a.b axb false",
                "a,b a,b true",
                "(a)+$^|}# (a)+$^|}# true",
            })
    void hasTheMeaningOfThePathMatcher(String glob, String name, boolean matches) {
        assertThat(matches(glob, name)).isEqualTo(matches);
        var platform = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        assertThat(platform.matches(Path.of(name))).as("java.nio.file").isEqualTo(matches);
    }

    @Test
    void matchesNoDirectoryByTwoStarsAndASlash() {
        assertThat(matches("**/*.db", "x.db")).isTrue();
        assertThat(matches("**/*.db", "a/b/x.db")).isTrue();
        assertThat(matches("a/**/x.db", "a/x.db")).isTrue();
        assertThat(matches("a/**/x.db", "a/b/c/x.db")).isTrue();
        assertThat(matches("a/**/x.db", "ab/x.db")).isFalse();
        assertThat(matches("{**/,b/}x.db", "x.db")).isTrue();
        assertThat(matches("a**/x.db", "ab/c/x.db")).isTrue();
        assertThat(matches("a**/x.db", "ax.db")).isFalse();
    }

    @Test
    void matchesNamesWithNewlinesAndBytesThatAreNotText() {
        assertThat(matches("**.db", "a\n/b\n.db")).isTrue();
        assertThat(Glob.matches(Glob.of("?.db"), new byte[] {(byte) 0xff, '.', 'd', 'b'}))
                .isTrue();
        assertThat(Glob.matches(Glob.of("*.db"), new byte[] {(byte) 0xff, (byte) 0xfe, '.', 'd', 'b'}))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "[!]", "[a/b]", "[z-a]", "{a", "{a,{b}}", "a\\"})
    void refusesWhatIsMalformed(String glob) {
        assertThatIllegalArgumentException().isThrownBy(() -> Glob.of(glob)).withMessageContaining("'" + glob + "'");
    }

    private static boolean matches(String glob, String name) {
        return Glob.matches(Glob.of(glob), name.getBytes(UTF_8));
    }
}
