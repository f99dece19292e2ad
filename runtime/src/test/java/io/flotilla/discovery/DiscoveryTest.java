package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.disk.PathBytes;
import io.flotilla.disk.Settling;
import io.flotilla.disk.WatchedDisk;
import io.flotilla.spi.ObjectKey;
import io.flotilla.wal.Salts;
import io.flotilla.wal.WalFiles;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    @TempDir
    Path temporary;

    private final WatchedDisk disk = new WatchedDisk();
    private Path root;

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(temporary.toRealPath().resolve("root"));
    }

    @Test
    void findsDatabasesAtAnyDepth() throws IOException {
        database("x.db");
        database("a/b/c/y");

        assertThat(find()).containsExactly(found("x.db"), found("a/b/c/y"));
    }

    @Test
    @Tag("D-15")
    void tellsDatabasesFromOtherFiles() throws IOException {
        Path empty = file("empty", new byte[0]);
        file("short", "SQLite format 3\0".getBytes(UTF_8));
        file("text", new byte[100]);
        file("secret", new byte[4096]);
        file("secret-wal", WalFiles.header(ByteOrder.LITTLE_ENDIAN, 4096, new Salts(1, 2)));
        file("open", new byte[4096]);
        file("open-wal", new byte[32]);

        List<Finding> findings = find();

        assertThat(findings)
                .contains(new Finding.Waiting(empty, ObjectKey.of("empty"), changed(empty)))
                .hasSize(5);
        assertThat(reasonOf(findings, "short")).contains("16 bytes");
        assertThat(reasonOf(findings, "text")).isEqualTo("no SQLite header");
        assertThat(reasonOf(findings, "open")).isEqualTo("no SQLite header");
        assertThat(findings).contains(new Finding.Encrypted(root.resolve("secret"), ObjectKey.of("secret")));
    }

    /// What SQLCipher writes is noise from the first byte on; so is what a compressor writes, but for its
    /// header, size and name.
    @Test
    @Tag("D-17")
    void keepsInViewWhatLooksEncrypted() throws IOException {
        byte[] noise = new byte[8192];
        new SplittableRandom(1).nextBytes(noise);
        file("closed.db", noise);
        file("closed.SQLITE3", noise);
        file("archive.gz", noise);
        file("odd.db", Arrays.copyOf(noise, 8191));
        file("text.db", "one two three ".repeat(512).substring(0, 4096).getBytes(UTF_8));

        assertThat(find())
                .contains(
                        new Finding.Encrypted(root.resolve("closed.db"), ObjectKey.of("closed.db")),
                        new Finding.Encrypted(root.resolve("closed.SQLITE3"), ObjectKey.of("closed.SQLITE3")))
                .filteredOn(Finding.NotADatabase.class::isInstance)
                .hasSize(3);
    }

    @Test
    void passesByWhatBelongsToADatabaseOrToTools() throws IOException {
        database("a.db");
        for (String other : List.of("-wal", "-shm", "-journal", "x-wal", ".flotilla-restore-1", ".flotilla-new/b.db")) {
            database(other);
        }
        database(".a.db-litestream/ltx/0/c.db");
        database("a.db-litestream/d.db");

        assertThat(find()).containsExactly(found("a.db"), found("a.db-litestream/d.db"));
        assertThat(disk.opened()).hasSize(2);
    }

    @Test
    void takesWhatPatternsNameAndExcludesDoNot() throws IOException {
        for (String name : List.of("x.db", "x.sqlite", "a/y.db", "a/tmp/z.db", "old/v.db", "old/w/u.db")) {
            database(name);
        }
        var selective = new Root(root, List.of("**/*.{db,sqlite}"), List.of("old", "**/tmp/**"));

        assertThat(find(selective)).containsExactly(found("x.db"), found("x.sqlite"), found("a/y.db"));
        assertThat(find(new Root(root, List.of("*.db"), List.of()))).containsExactly(found("x.db"));
    }

    @Test
    void refusesAMalformedPatternBeforeAnyWalk() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Root(root, List.of("[a"), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Root(root, List.of(), List.of("{a")));
    }

    @Test
    @Tag("I-5")
    void keepsTheBytesOfNamesThatAreNotUtf8() throws IOException {
        byte[] name = {'d', (byte) 0xff, '/', (byte) 0xfe, '\n', '.', 'd', 'b'};
        byte[] prefix = (root + "/").getBytes(UTF_8);
        byte[] full = Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, full, prefix.length, name.length);
        Path path = PathBytes.toPath(full);
        write(path, header());

        assertThat(find(new Root(root, List.of("**/*.db"), List.of())))
                .containsExactly(new Finding.Database(path, ObjectKey.ofBytes(name)));
    }

    @Test
    void opensNoFileThatIsKnown() throws IOException {
        Path known = database("a.db");
        database("b.db");

        assertThat(find(Root.of(root), known::equals)).containsExactly(new Finding.Known(known), found("b.db"));
        assertThat(disk.opened()).containsExactly(root.resolve("b.db"));
    }

    @Test
    void reportsADatabaseWithSeveralNamesOnceByItsOwn() throws IOException {
        database("z/a.db");
        link("first.db", root.resolve("z/a.db"));
        link("alias", root.resolve("z"));

        assertThat(find()).containsExactly(found("z/a.db"));
    }

    @Test
    void followsALinkWhoseOwnNameIsNotTaken() throws IOException {
        database("releases/7/a.db");
        link("current", root.resolve("releases/7"));

        var current = new Root(root, List.of("current/**"), List.of());

        assertThat(find(current)).containsExactly(found("releases/7/a.db"));
    }

    @Test
    @Tag("D-13")
    void followsLinksOutOfTheRootOnce() throws IOException {
        Path outside = temporary.toRealPath().resolve("outside");
        write(outside.resolve("a.db"), header());
        write(outside.resolve("b.db"), header());
        link("one", outside);
        link("two", outside);
        link("a0.db", outside.resolve("a.db"));

        assertThat(find())
                .containsExactly(
                        new Finding.Database(outside.resolve("a.db"), ObjectKey.of("a0.db")),
                        new Finding.Database(outside.resolve("b.db"), ObjectKey.of("one/b.db")));
    }

    @Test
    @Tag("D-13")
    void endsWhereLinksLoop() throws IOException {
        database("a/x.db");
        database("b/y.db");
        link("self", root.resolve("self"));
        link("dangling", root.resolve("nowhere"));
        link("a/up", root);
        link("a/across", root.resolve("b"));
        link("b/across", root.resolve("a"));
        Path outside = Files.createDirectory(temporary.toRealPath().resolve("outside"));
        link("out", outside);
        Files.createSymbolicLink(outside.resolve("back"), root);
        write(outside.resolve("z.db"), header());

        List<Finding> databases = find().stream()
                .filter(finding -> finding instanceof Finding.Database)
                .toList();

        assertThat(databases)
                .extracting(Finding::path)
                .containsExactlyInAnyOrder(root.resolve("a/x.db"), root.resolve("b/y.db"), outside.resolve("z.db"));
    }

    @Test
    void isNotMultipliedByDirectoriesThatLinkToEachOther() throws IOException {
        int count = 12;
        for (int i = 0; i < count; i++) {
            database(i + "/x.db");
            for (int j = 0; j < count; j++) {
                link(i + "/to" + j, root.resolve(String.valueOf(j)));
            }
        }

        assertThat(find()).hasSize(count);
    }

    @Test
    void reportsADirectoryThatCannotBeReadAndGoesOn() throws IOException {
        database("a/x.db");
        database("b/y.db");
        disk.failAt(root.resolve("a"), new AccessDeniedException("a"));

        List<Finding> findings = find();

        assertThat(findings).contains(found("b/y.db")).hasSize(2);
        assertThat(reasonOf(findings, "a")).contains("permission denied");
    }

    @Test
    @Tag("D-14")
    void reportsAFileThatCannotBeRead() throws IOException {
        Path path = database("x.db");
        disk.failAt(path, new IOException("Input/output error"));

        assertThat(reasonOf(find(), "x.db")).contains("Input/output error");
    }

    @Test
    void passesByWhatVanishesDuringTheWalk() throws IOException {
        Path file = database("a.db");
        database("b/c.db");
        disk.failAt(file, new NoSuchFileException("a.db"));
        disk.failAt(root.resolve("b"), new NoSuchFileException("b"));

        assertThat(find()).isEmpty();
    }

    @Test
    void saysThatARootIsUnavailableAndNotThatItIsEmpty() {
        disk.failAt(root, new AccessDeniedException("root"));
        Path missing = temporary.resolve("missing");

        assertThat(find()).hasOnlyElementsOfType(Finding.RootUnavailable.class).hasSize(1);
        assertThat(find(Root.of(missing)))
                .singleElement()
                .isInstanceOf(Finding.RootUnavailable.class)
                .returns(missing, Finding::path);
        assertThat(find(Root.of(Path.of("/dev/null")))).singleElement().isInstanceOf(Finding.RootUnavailable.class);
    }

    @Test
    void takesOneFileAsARoot() throws IOException {
        Path path = database("any-wal");
        link("link", path);

        assertThat(find(Root.of(path))).containsExactly(new Finding.Database(path, ObjectKey.ROOT));
        assertThat(find(Root.of(root.resolve("link")))).containsExactly(new Finding.Database(path, ObjectKey.ROOT));
        assertThat(find(Root.of(path), path::equals)).containsExactly(new Finding.Known(path));
    }

    private Path database(String name) throws IOException {
        return file(name, header());
    }

    private Path file(String name, byte[] content) throws IOException {
        return write(root.resolve(name), content);
    }

    private static Path write(Path path, byte[] content) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, content);
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), target);
    }

    private static byte[] header() {
        return Arrays.copyOf("SQLite format 3\0".getBytes(UTF_8), 512);
    }

    private Instant changed(Path path) throws IOException {
        return Settling.instant(disk.status(path).orElseThrow().changedNanos());
    }

    private Finding found(String name) {
        return new Finding.Database(root.resolve(name), ObjectKey.of(name));
    }

    private String reasonOf(List<Finding> findings, String name) {
        for (Finding finding : findings) {
            if (finding.path().equals(root.resolve(name))) {
                return switch (finding) {
                    case Finding.NotADatabase(Path path, String reason, Instant changed) -> reason;
                    case Finding.Unreadable(Path path, String reason) -> reason;
                    case Finding.RootUnavailable(Path path, String reason) -> reason;
                    case Finding.Known known -> "known";
                    case Finding.Database database -> "a database";
                    case Finding.Waiting waiting -> "waiting";
                    case Finding.Encrypted encrypted -> "encrypted";
                    case Finding.RemoteRoot remote -> "remote";
                    case Finding.Entered entered -> "entered";
                    case Finding.Listed listed -> "listed";
                };
            }
        }
        return "not found";
    }

    private List<Finding> find() {
        return find(Root.of(root));
    }

    private List<Finding> find(Root where) {
        return find(where, path -> false);
    }

    private List<Finding> find(Root where, Predicate<Path> known) {
        List<Finding> findings = new ArrayList<>();
        new Discovery(disk).find(where, known, findings::add);
        findings.removeIf(finding -> finding instanceof Finding.Entered || finding instanceof Finding.Listed);
        return findings;
    }
}
