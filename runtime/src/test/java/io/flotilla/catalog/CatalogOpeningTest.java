package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.NOW;
import static io.flotilla.catalog.Catalogs.TARGET;
import static io.flotilla.catalog.Catalogs.open;
import static io.flotilla.catalog.Catalogs.opened;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.sql;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogOpeningTest {

    @TempDir
    Path state;

    @Test
    void saysWhetherItIsFreshOrKnown() {
        Opened first = opened(state);
        first.catalog().close();
        Opened second = opened(state);
        second.catalog().close();

        assertThat(first).isInstanceOf(Opened.Fresh.class);
        assertThat(second).isInstanceOf(Opened.Known.class);
    }

    @Test
    @Tag("P-11")
    void refusesASecondOpeningInOneProcessAndKeepsTheFirstLock() throws Exception {
        try (Catalog catalog = open(state)) {
            assertThatThrownBy(() -> open(state))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(state.toString())
                    .hasMessageContaining("this process");
            assertThat(openInAnotherProcess())
                    .contains(state.toString())
                    .contains("in use by process " + ProcessHandle.current().pid());
            assertThat(catalog.size()).isZero();
        }
        assertThat(openInAnotherProcess()).isEqualTo("opened");
    }

    /// Opens a catalog and says how that went.
    static final class AnotherProcess {

        public static void main(String[] arguments) {
            try {
                open(Path.of(arguments[0])).close();
                System.out.print("opened");
            } catch (CatalogException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    @Test
    @Tag("P-12")
    void refusesACatalogOfANewerVersionAndLeavesItAlone() throws SQLException, IOException {
        open(state).close();
        sql(state, "PRAGMA user_version=99");
        byte[] before = Files.readAllBytes(state.resolve("catalog.db"));

        assertThatThrownBy(() -> open(state))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("catalog.db")
                .hasMessageContaining("version 99");
        assertThat(state.resolve("catalog.db")).hasBinaryContent(before);
    }

    /// Version 1 knew neither the time of the last file, nor what the wal-index said, nor codes, nor the boot.
    @Test
    void bringsACatalogOfVersion1ToThisOne() throws SQLException {
        Position newer = Catalogs.position(7, 1);
        try (Catalog catalog = open(state)) {
            var id = register(catalog, "a.db");
            catalog.advance(List.of(Catalogs.advance(id, newer, Catalogs.replace(11))));
        }
        sql(state, "ALTER TABLE positions DROP COLUMN timestamp");
        sql(state, "ALTER TABLE positions DROP COLUMN change");
        sql(state, "ALTER TABLE positions DROP COLUMN backfilled");
        sql(state, "ALTER TABLE positions DROP COLUMN modified");
        sql(state, "ALTER TABLE positions DROP COLUMN begun");
        sql(state, "ALTER TABLE databases DROP COLUMN reason_code");
        sql(state, "ALTER TABLE catalog DROP COLUMN boot_id");
        sql(state, "DROP TABLE levels");
        sql(state, "PRAGMA user_version=1");

        try (Catalog catalog = open(state)) {
            Position position = catalog.readPosition(new DatabaseId(1)).orElseThrow();
            assertThat(position.txId()).isEqualTo(newer.txId());
            assertThat(position.timestamp()).isEqualTo(Instant.EPOCH);
            assertThat(position.identity()).isEqualTo(newer.identity());
            assertThat(position.bootId()).isEqualTo(newer.bootId());
            assertThat(position.log())
                    .isInstanceOfSatisfying(
                            LogPosition.At.class,
                            at -> assertThat(at.index()).isEqualTo(new LogPosition.IndexMark.None()));
            assertThat(catalog.openLevels().due(Instant.now(), Instant.now(), 9))
                    .containsExactly(new DatabaseId(1));
            assertThat(catalog.readHashes(new DatabaseId(1))).contains(PageHashes.of(11));
            catalog.advance(List.of(Catalogs.advance(new DatabaseId(1), newer, Catalogs.replace(12))));
            assertThat(catalog.readPosition(new DatabaseId(1))).contains(newer);
        }
    }

    /// Version 2 knew of backfills only where nothing was begun behind them.
    @Test
    void bringsACatalogOfVersion2ToThisOne() throws SQLException {
        Position newer = Catalogs.position(7, 1);
        try (Catalog catalog = open(state)) {
            catalog.advance(List.of(Catalogs.advance(register(catalog, "a.db"), newer, Catalogs.replace(11))));
        }
        sql(state, "ALTER TABLE positions DROP COLUMN begun");
        sql(state, "DROP TABLE levels");
        sql(state, "PRAGMA user_version=2");

        try (Catalog catalog = open(state)) {
            LogPosition.At at = (LogPosition.At)
                    catalog.readPosition(new DatabaseId(1)).orElseThrow().log();
            assertThat(at.index())
                    .isEqualTo(new LogPosition.IndexMark.Commits(
                            -7, new LogPosition.Backfill.Done(1L << 33, 1L << 33, -5)));
            catalog.advance(List.of(Catalogs.advance(new DatabaseId(1), newer, Catalogs.replace(12))));
            assertThat(catalog.readPosition(new DatabaseId(1))).contains(newer);
        }
    }

    @Test
    void refusesTheCatalogOfAnotherTargetAndLeavesItUsable() {
        open(state).close();

        assertThatThrownBy(() -> Catalog.open(state, "s3://other", InstantSource.fixed(NOW), new SplittableRandom(1)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(state.toString())
                .hasMessageContaining("s3://other")
                .hasMessageContaining(TARGET);
        open(state).close();
    }

    @Test
    @Tag("P-12")
    void setsAsideWhatIsNotADatabase() throws IOException {
        Files.writeString(state.resolve("catalog.db"), "my shopping list");

        Path old = setAside("not an SQLite database");

        assertThat(old).hasContent("my shopping list").hasFileName("catalog.db.corrupt-" + NOW.toEpochMilli());
    }

    @Test
    void setsAsideAnotherApplicationsDatabaseUnchanged() throws IOException, SQLException {
        sql(state, "CREATE TABLE precious(x)");
        byte[] before = Files.readAllBytes(state.resolve("catalog.db"));

        Path old = setAside("another application");

        assertThat(old).hasBinaryContent(before);
    }

    @Test
    @Tag("P-12")
    void setsAsideADamagedCatalogWithItsLog() throws IOException {
        Path left = state.resolve("left");
        try (Catalog catalog = open(state.resolve("live"))) {
            register(catalog, "a.db");
            Catalogs.copyOfOpen(state.resolve("live"), left);
        }
        byte[] bytes = Files.readAllBytes(left.resolve("catalog.db"));
        java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
        Files.write(left.resolve("catalog.db"), bytes);
        Files.writeString(left.resolve("catalog.db-wal"), "", UTF_8);

        Opened opened = opened(left);
        opened.catalog().close();

        assertThat(opened).isInstanceOf(Opened.SetAside.class);
        assertThat(((Opened.SetAside) opened).old()).hasBinaryContent(bytes);
        assertThat(opened.catalog().size()).isZero();
    }

    @Test
    @Tag("P-12")
    void setsAsideACatalogWhoseRowsMakeNoSense() throws SQLException {
        try (Catalog catalog = open(state)) {
            register(catalog, "a.db");
        }
        sql(state, "UPDATE databases SET state = 'DREAMING'");

        assertThat(setAside("DREAMING")).exists();
    }

    @Test
    void setsAsideACatalogWithAMissingRow() throws SQLException {
        try (Catalog catalog = open(state)) {
            register(catalog, "a.db");
            register(catalog, "b.db");
        }
        sql(state, "DELETE FROM databases WHERE id = 1");

        assertThat(setAside("database 1 is missing")).exists();
    }

    @Test
    void beginsAnewWhereACreationWasInterrupted() throws IOException {
        Files.writeString(state.resolve("catalog.db.new"), "half");
        Files.writeString(state.resolve("catalog.db.new-journal"), "half");
        Files.writeString(state.resolve("catalog.db-wal"), "of a deleted catalog");

        Opened opened = opened(state);
        opened.catalog().close();

        assertThat(opened).isInstanceOf(Opened.Fresh.class);
        assertThat(state.resolve("catalog.db.new")).doesNotExist();
        assertThat(state.resolve("catalog.db.new-journal")).doesNotExist();
    }

    @Test
    void saysWhereAStateDirectoryCannotBe() throws IOException {
        Path file = Files.createFile(state.resolve("file"));

        assertThatThrownBy(() -> open(file.resolve("below")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(file.toString());
    }

    private Path setAside(String why) {
        Opened opened = opened(state);
        opened.catalog().close();
        assertThat(opened).isInstanceOf(Opened.SetAside.class);
        var aside = (Opened.SetAside) opened;
        assertThat(aside.why()).contains(why);
        assertThat(aside.catalog().uses().wasClosedCleanly()).isFalse();
        return aside.old();
    }

    private String openInAnotherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnotherProcess.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
