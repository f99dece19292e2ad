package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.disk.PathBytes;
import io.flotilla.disk.PosixDisk;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys that a root gives to the replicas of its databases, and the projects that they belong to.
class RootTest {

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.toRealPath().resolve("root"));
    }

    @Test
    void givesKeysByItsTemplate() throws IOException {
        database("p1/databases/d1/branches/b1/tenants/t1.db");
        database("p2/databases/d2/branches/b2/tenants/t2.db");
        Root root = root("{project}/{database}/{branch}/{{tenant}}");
        assertThat(keys(root)).containsExactly(ObjectKey.of("p1/d1/b1/t1"), ObjectKey.of("p2/d2/b2/t2"));
    }

    @Test
    void usesWhatItsPatternsCapture() throws IOException {
        database("acme/x-1.db");
        database("acme/deep/x-2.db");
        Root root = root("{customer}/{number}/{filename}", "{customer}/**/{letter}-{number}.db");
        assertThat(keys(root)).containsExactly(ObjectKey.of("acme/1/x-1.db"), ObjectKey.of("acme/2/x-2.db"));
    }

    @Test
    void keepsNamesThatAreNotText() throws IOException {
        byte[] name = {(byte) 0xff, '%', (byte) 0xe2, '.', 'd', 'b'};
        database(PathBytes.toPath(joined(PathBytes.of(directory), "/a/".getBytes(UTF_8), name)));
        byte[] expected = {'a', '/', (byte) 0xff, '%', '2', '5', (byte) 0xe2};
        assertThat(keys(root("{project}/{name}"))).containsExactly(ObjectKey.ofBytes(expected));
        assertThat(keys(root("{x}/{y}", "{x}/{y}.db"))).containsExactly(ObjectKey.ofBytes(expected));
    }

    @Test
    void givesASingleFileAKeyToo() throws IOException {
        database("a.db");
        assertThat(keys(new Root(directory.resolve("a.db"), List.of(), List.of(), KeyTemplate.of("dbs/{name}"))))
                .containsExactly(ObjectKey.of("dbs/a"));
        assertThat(keys(new Root(directory.resolve("a.db"), List.of(), List.of(), KeyTemplate.of("dbs/{path}"))))
                .containsExactly(ObjectKey.of("dbs"));
    }

    @Test
    void tellsTheKeysOfPathsAsTheWalkDoes() throws IOException {
        database("p/a.db");
        database("q.db");
        Root root = root("{project}/{name}", "{project}/*.db");
        RootKeys keys = new Discovery(PosixDisk.open()).keys(root).orElseThrow();
        assertThat(keys.key(directory.resolve("p/a.db"))).contains(ObjectKey.of("p/a"));
        assertThat(keys.key(directory.resolve("q.db"))).as("not taken").isEmpty();
        assertThat(keys.key(Path.of(directory + "x/a.db"))).as("elsewhere").isEmpty();
        assertThat(keys.key(Path.of("/p/a.db"))).as("elsewhere").isEmpty();
        assertThat(new Discovery(PosixDisk.open()).keys(Root.of(directory.resolve("absent"))))
                .isEmpty();
    }

    @Test
    void refusesNamesThatNoPatternOrNotEveryPatternHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root("{tennant}", "{customer}/*.db"))
                .withMessageContaining("unknown name {tennant}")
                .withMessageContaining(
                        "Known: branch, customer, database, filename, name, path, project, root, tenant");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root("{customer}/{path}", "{customer}/*.db", "*.db"))
                .withMessageContaining("which the pattern '*.db' does not capture");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root("{path}", "{a}{a}.db"))
                .withMessageContaining("twice");
    }

    @Test
    void tellsTheProject() throws IOException {
        Path file = directory.resolve("region/p 1/t.db");
        assertThat(project(root("{path}"), file, "region/p 1/t.db")).isEqualTo(ObjectKey.of("region"));
        assertThat(project(root("{path}"), file, "t.db")).isEqualTo(ObjectKey.ROOT);
        assertThat(project(root("x/{project}/{path}"), file, "x/p 1/region/p 1/t.db"))
                .isEqualTo(ObjectKey.of("p 1"));
        assertThat(project(root("{path}", "*/{project}/*.db"), file, "region/p 1/t.db"))
                .isEqualTo(ObjectKey.of("p 1"));
        assertThat(project(root("{path}", "*/{project}/*.db"), Path.of("/elsewhere/t.db"), "a/t.db"))
                .isEqualTo(ObjectKey.of("a"));

        Path other = Files.createDirectory(temporary.toRealPath().resolve("other"));
        var second = new Root(other, List.of(), List.of(), KeyTemplate.of("x/{project}/{path}"));
        Projects projects = Projects.read(List.of(root("{path}"), second), PosixDisk.open());
        assertThat(projects.project(other.resolve("p/t.db"), ObjectKey.of("x/p/t.db")))
                .isEqualTo(ObjectKey.of("p"));
        assertThat(projects.project(file, ObjectKey.of("region/p 1/t.db"))).isEqualTo(ObjectKey.of("region"));
        assertThat(projects.project(Path.of("/elsewhere/t.db"), ObjectKey.of("e/t.db")))
                .isEqualTo(ObjectKey.of("e"));
    }

    private static ObjectKey project(Root root, Path file, String key) throws IOException {
        return Projects.read(List.of(root), PosixDisk.open()).project(file, ObjectKey.of(key));
    }

    private Root root(String key, String... patterns) {
        return new Root(directory, List.of(patterns), List.of(), KeyTemplate.of(key));
    }

    private static List<ObjectKey> keys(Root root) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        new Discovery(PosixDisk.open()).find(root, path -> false, finding -> {
            if (finding instanceof Finding.Database(var path, var key)) {
                keys.add(key);
            }
        });
        return keys;
    }

    private void database(String name) throws IOException {
        database(directory.resolve(name));
    }

    private static void database(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        Files.write(path, Arrays.copyOf("SQLite format 3\0".getBytes(UTF_8), 512));
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
