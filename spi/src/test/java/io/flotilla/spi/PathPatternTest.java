package io.flotilla.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

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
        assertThat(PathPattern.of("?.db").matches(new byte[] {(byte) 0xff, '.', 'd', 'b'}))
                .isTrue();
        assertThat(PathPattern.of("*.db").matches(new byte[] {(byte) 0xff, (byte) 0xfe, '.', 'd', 'b'}))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "[!]", "[a/b]", "[z-a]", "{a", "{a,{b}}", "a\\"})
    void refusesWhatIsMalformed(String glob) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.of(glob))
                .withMessageContaining("'" + glob + "'");
    }

    @Test
    void namesPartsOfAPath() {
        assertThat(parts("{project}/databases/{database}/{tenant}.db", "p1/databases/d 2/t-3.db"))
                .isEqualTo(Map.of("project", "p1", "database", "d 2", "tenant", "t-3"));
        assertThat(parts("{{a}}-{b}.*", "x-y-z.db")).isEqualTo(Map.of("a", "x", "b", "y-z"));
        assertThat(parts("**/{tenant}.{db,sqlite}", "a/b/c.sqlite")).isEqualTo(Map.of("tenant", "c"));
        assertThat(parts("{x,y}/{a}", "y/z")).isEqualTo(Map.of("a", "z"));
        assertThat(PathPattern.capturing("{a}/x").captures("/x".getBytes(UTF_8)))
                .isEmpty();
        assertThat(PathPattern.capturing("{b}/{a}").names()).containsExactly("a", "b");
    }

    @Test
    void namesBytesThatAreNotText() {
        byte[] euro = "€😀".getBytes(UTF_8);
        byte[] cut = {(byte) 0xe2, (byte) 0x82, 'x', (byte) 0xff, (byte) 0xed, (byte) 0xb2, (byte) 0x80};
        for (byte[] name : List.of(euro, cut)) {
            byte[] path = new byte[name.length + 5];
            path[0] = 'p';
            path[1] = '/';
            System.arraycopy(name, 0, path, 2, name.length);
            System.arraycopy(".db".getBytes(UTF_8), 0, path, path.length - 3, 3);
            assertThat(PathPattern.capturing("*/{a}.db").captures(path).orElseThrow())
                    .hasEntrySatisfying("a", captured -> assertThat(captured).isEqualTo(name));
        }
    }

    @Test
    void anyBytesSurviveAsText() {
        long seed = RandomGenerator.getDefault().nextLong();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(NameText.bytes(NameText.of(bytes))).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{a b}", "{1a}", "{a_b}", "{a}{a}", "{a,{b}}", "{{a-b}}", "{a"})
    void refusesNamesThatAreNone(String glob) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.capturing(glob))
                .withMessageContaining("'" + glob + "'");
    }

    private static Map<String, String> parts(String glob, String path) {
        return PathPattern.capturing(glob).captures(path.getBytes(UTF_8)).orElseThrow().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, part -> new String(part.getValue(), UTF_8)));
    }

    private static boolean matches(String glob, String name) {
        return PathPattern.of(glob).matches(name.getBytes(UTF_8));
    }
}
