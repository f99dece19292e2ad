package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.advance;
import static io.flotilla.catalog.Catalogs.open;
import static io.flotilla.catalog.Catalogs.position;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.replace;
import static io.flotilla.catalog.Catalogs.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.Fingerprint;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every write to the catalog's file may fail: then neither the file nor the memory changed, and the next one works.
class CatalogFaultTest {

    @TempDir
    Path state;

    private Catalog catalog;
    private DatabaseId first;
    private DatabaseId second;

    @BeforeEach
    void openWithTwo() {
        catalog = open(state);
        first = register(catalog, "a.db");
        second = register(catalog, "b.db");
        catalog.advance(List.of(advance(first, position(1, 2), replace(1, 2))));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE ON databases", "INSERT ON positions", "INSERT ON page_hashes"})
    void anAdvanceThatFailsHalfwayChangesNothing(String event) throws SQLException {
        List<Object> before = everything();
        injectAtSecond(event);
        var batch = List.of(
                advance(first, position(2, 2), new HashChange.Update(new int[] {2}, new long[] {22}, 2)),
                advance(second, position(5, 1), replace(9)));

        assertThatThrownBy(() -> catalog.advance(batch))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("an injected fault")
                .hasMessageContaining("catalog.db")
                .hasMessageContaining("deleted");

        assertThat(everything()).isEqualTo(before);
        reopen();
        assertThat(everything()).isEqualTo(before);

        sql(state, "DROP TRIGGER fault");
        catalog.advance(batch);
        assertThat(catalog.readHashes(first)).contains(PageHashes.of(1, 22));
        assertThat(catalog.row(second).lastTxId()).isEqualTo(5);
    }

    @Test
    void anOpeningThatFailsLeavesNothingOpen() throws SQLException, IOException {
        catalog.close();
        sql(state, "CREATE TRIGGER fault BEFORE UPDATE ON catalog BEGIN SELECT RAISE(ABORT, 'an injected fault'); END");

        assertThatThrownBy(() -> open(state)).hasMessageContaining("an injected fault");

        assertThat(openFiles()).noneMatch(file -> file.startsWith(state));
        sql(state, "DROP TRIGGER fault");
        catalog = open(state);
        assertThat(catalog.size()).isEqualTo(2);
    }

    @Test
    void aLockThatCannotNameItsHolderIsGivenBack(@TempDir Path other) throws IOException {
        Path full = Path.of("/dev/full");
        Files.createSymbolicLink(other.resolve("lock"), full);

        assertThatThrownBy(() -> open(other)).hasMessageContaining("No space left");

        assertThat(openFiles()).doesNotContain(full);
    }

    private static List<Path> openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.map(CatalogFaultTest::target).toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException closed) {
            return descriptor;
        }
    }

    @Test
    void aRegistrationThatFailsLeavesNoRowAndNoHole() throws SQLException {
        injectAtSecond("INSERT ON databases");
        var third = new Registration(Path.of("/data/c.db"), ObjectKey.of("c.db"));
        var fourth = new Registration(Path.of("/data/d.db"), ObjectKey.of("d.db"));

        assertThatThrownBy(() -> catalog.register(List.of(third, fourth))).hasMessageContaining("an injected fault");

        assertThat(catalog.size()).isEqualTo(2);
        assertThat(catalog.find(third.path())).isEmpty();
        sql(state, "DROP TRIGGER fault");
        assertThat(register(catalog, "e.db")).isEqualTo(new DatabaseId(3));
        reopen();
        assertThat(catalog.row(new DatabaseId(3)).path()).isEqualTo(Path.of("/data/e.db"));
    }

    @Test
    void smallChangesThatFailChangeNothing() throws SQLException {
        List<Object> before = everything();
        sql(
                state,
                "CREATE TRIGGER fault BEFORE UPDATE ON databases BEGIN SELECT RAISE(ABORT, 'an injected fault'); END");

        List<Runnable> changes = List.of(
                () -> catalog.observe(first, new Fingerprint(5)),
                () -> catalog.mark(first, DatabaseState.FENCED, new Why(ReasonCode.OTHER_WRITER, "a stranger")),
                () -> catalog.setTier(first, Tier.HOT),
                () -> catalog.forgetPosition(first));
        for (Runnable change : changes) {
            assertThatThrownBy(change::run).hasMessageContaining("an injected fault");
        }

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aWriterIsOursOnlyOnceItIsStored() throws SQLException {
        sql(state, "CREATE TRIGGER fault BEFORE INSERT ON writers BEGIN SELECT RAISE(ABORT, 'an injected fault'); END");

        assertThatThrownBy(() -> catalog.uses().registerWriter(5)).hasMessageContaining("an injected fault");

        assertThat(catalog.uses().isOurs(5)).isFalse();
    }

    @Test
    void aDatabaseNobodyRegisteredRollsTheBatchBack() {
        List<Object> before = everything();
        var batch = List.of(
                advance(first, position(2, 2), replace(7, 7)), advance(new DatabaseId(9), position(1, 1), replace(1)));

        assertThatThrownBy(() -> catalog.advance(batch)).isInstanceOf(IllegalArgumentException.class);

        assertThat(everything()).isEqualTo(before);
    }

    /// The first write to the table passes, the second fails: half of the work is done by then.
    private void injectAtSecond(String event) throws SQLException {
        String id = event.endsWith("databases") ? "new.id" : "new.database";
        int last = event.startsWith("INSERT ON databases") ? 4 : second.value();
        sql(
                state,
                "CREATE TRIGGER fault BEFORE " + event + " WHEN " + id + " = " + last
                        + " BEGIN SELECT RAISE(ABORT, 'an injected fault'); END");
    }

    private void reopen() {
        catalog.close();
        catalog = open(state);
    }

    private List<Object> everything() {
        List<Object> all = new ArrayList<>();
        catalog.forEach(row -> {
            all.add(row);
            all.add(catalog.readPosition(row.id()));
            all.add(catalog.readHashes(row.id()));
        });
        return all;
    }
}
