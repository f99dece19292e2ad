package io.flotilla.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {

    @Test
    void putsAHundredIntoADirectory() {
        NamePattern pattern = NamePattern.DEFAULT;

        assertThat(pattern.name(0)).isEqualTo("project1/databases/db1/branches/branch1/tenants/tenant1.db");
        assertThat(pattern.name(99)).isEqualTo("project1/databases/db1/branches/branch1/tenants/tenant100.db");
        assertThat(pattern.name(100)).isEqualTo("project1/databases/db1/branches/branch2/tenants/tenant1.db");
        assertThat(pattern.name(99_999)).isEqualTo("project10/databases/db10/branches/branch10/tenants/tenant100.db");
        assertThat(pattern.name(100_000)).isEqualTo("project11/databases/db1/branches/branch1/tenants/tenant1.db");
    }

    @Test
    void countsWhatItIsTold() {
        NamePattern pattern = NamePattern.parse("{p:7-8}/{b:main,test}/{p}-{t:008-010}.db");

        assertThat(pattern.names()).isEqualTo(12);
        assertThat(pattern.name(0)).isEqualTo("7/main/7-008.db");
        assertThat(pattern.name(5)).isEqualTo("7/test/7-010.db");
        assertThat(pattern.name(11)).isEqualTo("8/test/8-010.db");
        assertThat(names(pattern, 12)).hasSize(12);
    }

    @Test
    void numbersWithoutEnd() {
        NamePattern pattern = NamePattern.parse("shard{s:0-1}/{n}.db");

        assertThat(pattern.names()).isEqualTo(Long.MAX_VALUE);
        assertThat(pattern.name(0)).isEqualTo("shard0/1.db");
        assertThat(pattern.name(3)).isEqualTo("shard1/4.db");
        assertThat(NamePattern.parse("{t}.db").name(4_000_000)).isEqualTo("4000001.db");
        assertThat(NamePattern.parse("one.db").names()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a{n}.db",
                "../{n}.db",
                "a//{n}.db",
                "a/./{n}",
                "{n",
                "{}",
                "{a b}",
                "{n:1-5}",
                "{t:5-1}",
                "{t:}",
                "{t:a,a}",
                "{t:a/b,c}",
                "{t:1-2}/{t:1-2}",
                "{t:1-9999999999999999999}x/",
                "{n}/"
            })
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> NamePattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Set<String> names(NamePattern pattern, int count) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            names.add(pattern.name(i));
        }
        return names;
    }
}
