package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNamesTest {

    @ParameterizedTest
    @CsvSource({
        "/srv, p1/databases/d1/branches/b1/tenants/t1.db, p1, d1, b1, t1",
        "/srv, deep/p1/databases/d1/branches/b1/tenants/t1.x.db, p1, d1, b1, t1.x",
        "/srv/p1, databases/d1/branches/b1/tenants/t1.db, p1, d1, b1, t1",
        "/srv, p1/databases/d1/tenants/t1.db, p1, d1, main, t1",
        "/srv, p1/databases/d1/branches/t1.db, p1, d1, main, t1",
        "/srv, p1/databases/t1.db, p1, default, main, t1",
        "/srv, a/b/c.db, b, default, main, c.db",
        "/srv, c.db, srv, default, main, c.db",
        "/var/databases/x, a/c.db, a, default, main, c.db",
        "/srv, p1/databases, p1, default, main, databases",
        "/srv/c.db, '', srv, default, main, c.db",
        "/c.db, '', default, default, main, c.db",
        "/, c.db, default, default, main, c.db",
    })
    void areThoseOfLitestreampp(
            String root, String path, String project, String database, String branch, String tenant) {
        assertThat(value(root, path, "project")).isEqualTo(project);
        assertThat(value(root, path, "database")).isEqualTo(database);
        assertThat(value(root, path, "branch")).isEqualTo(branch);
        assertThat(value(root, path, "tenant")).isEqualTo(tenant);
    }

    @ParameterizedTest
    @CsvSource({
        "/srv, a/b.tar.db, srv, b.tar.db, b.tar",
        "/srv, .db, srv, .db, .db",
        "/srv, plain, srv, plain, plain",
        "/srv, ..db, srv, ..db, .",
        "/srv/x.db, '', x.db, x.db, x",
        "/, a.db, '', a.db, a",
    })
    void areThoseOfTheFile(String root, String path, String rootName, String filename, String name) {
        assertThat(value(root, path, "root")).isEqualTo(rootName);
        assertThat(value(root, path, "path")).isEqualTo(path);
        assertThat(value(root, path, "filename")).isEqualTo(filename);
        assertThat(value(root, path, "name")).isEqualTo(name);
    }

    @Test
    void aCaptureSaysOtherwise() {
        var names = new PathNames(bytes("/srv"), bytes("a/b.db"), Map.of("tenant", bytes("T"), "customer", bytes("C")));
        assertThat(names.value("tenant")).isEqualTo(bytes("T"));
        assertThat(names.value("customer")).isEqualTo(bytes("C"));
        assertThat(names.value("project")).isEqualTo(bytes("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> names.value("owner"))
                .withMessageContaining("Known: ");
    }

    private static String value(String root, String path, String name) {
        return new String(new PathNames(bytes(root), bytes(path), Map.of()).value(name), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
