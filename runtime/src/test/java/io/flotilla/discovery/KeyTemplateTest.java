package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTemplateTest {

    private static final Map<String, String> VALUES = Map.of(
            "path",
            "p/q/100%.db",
            "project",
            "my-app",
            "tenant",
            "t_1",
            "dot",
            ".",
            "dots",
            "..",
            "three",
            "...",
            "odd",
            "5%");

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "{path} p/q/100%.db",
                "{{path}} p/q/100%.db",
                "backup/{path} backup/p/q/100%.db",
                "x-{path}.bak x-p/q/100%.db.bak",
                "{project}/{tenant} my-app/t_1",
                "{{project}}/{tenant}.db my-app/t_1.db",
                "{project}-{tenant} my%2Dapp-t_1",
                "{tenant}-{project} t_1-my-app",
                "{project}--{tenant} my%2Dapp--t_1",
                "{dot}/{dots}/{three} %2E/%2E./...",
                ".{dot} .%2E",
                "{odd} 5%25",
                "{dot}.{odd} %2E.5%25",
                "fixed fixed",
            })
    void makesKeys(String template, String key) {
        assertThat(key(template)).isEqualTo(ObjectKey.of(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|empty segment",
                "/{path}|empty segment",
                "{path}/|empty segment",
                "a//b|empty segment",
                "./{path}|'.' or '..' segment",
                "{a}/../b|'.' or '..' segment",
                "{a}{b}|nothing separates {a} from {b}",
                "{a}7{b}|must not begin with a digit",
                "{a}A{b}|must not begin with a digit",
                "{a}%{b}|must not begin with a digit",
                "{a}-{path}|{path} stands alone",
                "{path}-{a}|{path} stands alone",
                "{path}{path}|{path} stands alone",
                "{a|a brace without its other one",
                "a}|a brace without its other one",
                "{a/b}|a brace without its other one",
            })
    void refusesWhatIsNoKeyOrAmbiguous(String template, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyTemplate.of(template))
                .withMessageContaining("'" + template + "'")
                .withMessageContaining(why);
    }

    /// The segment of a root that is one file has no path.
    @Test
    void leavesOutAnEmptyPath() {
        assertThat(KeyTemplate.PATH.key(name -> new byte[0])).isEqualTo(ObjectKey.ROOT);
        assertThat(KeyTemplate.of("a/{path}").key(name -> new byte[0])).isEqualTo(ObjectKey.of("a"));
    }

    @Test
    void knowsWhereANameStandsAlone() {
        assertThat(KeyTemplate.of("a/{project}/{tenant}").segmentOf("project")).hasValue(1);
        assertThat(KeyTemplate.of("{project}/{path}").segmentOf("project")).hasValue(0);
        assertThat(KeyTemplate.of("{path}/{project}").segmentOf("project")).isEmpty();
        assertThat(KeyTemplate.of("x-{project}").segmentOf("project")).isEmpty();
        assertThat(KeyTemplate.of("{b}/{a}-{b}/{path}").names()).containsExactly("a", "b", "path");
    }

    /// From every key its values can be read back, so no two lists of values have one key. The reader knows the
    /// documented rule alone.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a}",
                "{a}/{b}",
                "{a}-{b}",
                "{a}.{b}.{c}",
                "x{a}",
                "{a}.db",
                ".{a}",
                "{a}.",
                "{a}/{b}-{a}/{c}",
                "{a}--{b}",
                "{a}→{b}",
                "{a}ab{b}/{c}",
                "z/{path}",
                "{a}/{path}",
                "{path}/{a}",
                "{a}-{b}/{path}/{c}",
                "..{a}",
            })
    void everyKeyTellsItsValues(String text) {
        KeyTemplate template = KeyTemplate.of(text);
        long seed = RandomGenerator.getDefault().nextLong();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 3000; i++) {
            Map<String, byte[]> values = new HashMap<>();
            for (String name : List.of("a", "b", "c")) {
                values.put(name, name(random));
            }
            values.put("path", path(random));
            ObjectKey key = template.key(values::get);
            assertThat(read(text, key))
                    .as("seed %d, key %s", seed, key)
                    .allSatisfy((name, value) -> assertThat(value).isEqualTo(new String(values.get(name), ISO_8859_1)));
        }
    }

    private static byte[] name(SplittableRandom random) {
        String some = random.nextBoolean() ? ".-%2DE>a" : "";
        byte[] name = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < name.length; i++) {
            do {
                name[i] = some.isEmpty() || random.nextInt(8) == 0
                        ? (byte) random.nextInt(256)
                        : (byte) some.charAt(random.nextInt(some.length()));
            } while (name[i] == 0 || name[i] == '/');
        }
        return name;
    }

    private static byte[] path(SplittableRandom random) {
        var path = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i >= 0; i--) {
            byte[] name = name(random);
            boolean isDots = Arrays.equals(name, new byte[] {'.'}) || Arrays.equals(name, new byte[] {'.', '.'});
            path.writeBytes(isDots ? new byte[] {'x'} : name);
            path.writeBytes(i > 0 ? new byte[] {'/'} : new byte[0]);
        }
        return path.toByteArray();
    }

    /// One byte is one character here.
    private static Map<String, String> read(String template, ObjectKey key) {
        String text = new String(template.getBytes(UTF_8), ISO_8859_1);
        var regex = new StringBuilder();
        Matcher names = Pattern.compile("\\{(\\w+)}").matcher(text);
        Map<String, Integer> groups = new HashMap<>();
        int end = 0;
        int group = 0;
        while (names.find()) {
            regex.append(Pattern.quote(text.substring(end, names.start())));
            end = names.end();
            boolean anotherFollows = text.substring(end).matches("(?s)[^/]+\\{.*")
                    && text.substring(end).split("/", 2)[0].contains("{");
            String one = anotherFollows ? "[^/" + Pattern.quote(text.substring(end, end + 1)) + "]+" : "[^/]+";
            regex.append('(').append(names.group(1).equals("path") ? ".+" : one).append(')');
            groups.putIfAbsent(names.group(1), ++group);
        }
        regex.append(Pattern.quote(text.substring(end)));
        Matcher matcher =
                Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(new String(key.bytes(), ISO_8859_1));
        assertThat(matcher.matches()).as("%s has the form %s", key, template).isTrue();
        Map<String, String> values = new HashMap<>();
        groups.forEach((name, index) ->
                values.put(name, name.equals("path") ? matcher.group(index) : unescaped(matcher.group(index))));
        return values;
    }

    private static String unescaped(String value) {
        return Pattern.compile("%(..)")
                .matcher(value)
                .replaceAll(escaped ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(escaped.group(1), 16))));
    }

    private static ObjectKey key(String template) {
        return KeyTemplate.of(template).key(name -> VALUES.get(name).getBytes(UTF_8));
    }
}
