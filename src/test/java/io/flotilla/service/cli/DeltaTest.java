package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Attempts;
import io.flotilla.ledger.Ledger;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `restore --all --delta` over real databases.
class DeltaTest {

    private static final int PAGE = 4096;
    private static final int PAGE_SIZE_OFFSET = 16;

    @TempDir
    private Path temporary;

    private Path output;
    private final LtxStore store = new LtxStore(new MemoryTarget(), ReplicaLayout.LTX_FOLDER);
    private final List<Outcome> outcomes = new ArrayList<>();

    @BeforeEach
    void resolveLinks() throws Exception {
        output = Files.createDirectories(temporary.toRealPath().resolve("tree/sub"))
                .getParent();
    }

    @Test
    void restoresWhatIsMissingOrDiffersAndLeavesTheRestAlone() throws Exception {
        byte[] wanted = add("same.db", "one");
        add("sub/changed.db", "two");
        byte[] missing = add("sub/missing.db", "three");
        Path same = Files.write(output.resolve("same.db"), wanted);
        Files.setLastModifiedTime(same, FileTime.from(Instant.EPOCH));
        Path changed = write(output.resolve("sub/changed.db"), "other");
        Files.setPosixFilePermissions(changed, PosixFilePermissions.fromString("rw-rw-r--"));
        Path extra = write(output.resolve("extra.db"), "nobody's");

        Delta.Found found = run();

        assertThat(found.missing()).containsExactly(ObjectKey.of("sub/missing.db"));
        assertThat(found.different()).containsExactly(ObjectKey.of("sub/changed.db"));
        assertThat(found.wanted().requests()).isEqualTo(2);
        assertThat(outcomes)
                .extracting(outcome -> outcome.getClass().getSimpleName() + " " + outcome.replica())
                .containsExactlyInAnyOrder("Unchanged same.db", "Back sub/changed.db", "Back sub/missing.db");
        assertThat(Files.getLastModifiedTime(same).toInstant()).isEqualTo(Instant.EPOCH);
        assertThat(rows(changed)).isEqualTo("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(changed)))
                .as("nothing is noted of its mode, so that of the one before stays")
                .isEqualTo("rw-rw-r--");
        assertThat(output.resolve("sub/missing.db")).hasBinaryContent(missing);
        assertThat(rows(extra)).isEqualTo("nobody's");
        try (var files = Files.walk(output)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(4);
        }
    }

    @Test
    void hasNothingToDoTheSecondTime() throws Exception {
        add("a.db", "one");
        add("b.db", "two");
        run();
        outcomes.clear();

        Delta.Found found = run();

        assertThat(found.missing()).isEmpty();
        assertThat(found.different()).isEmpty();
        assertThat(found.wanted().bytes()).isZero();
        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Unchanged.class).hasSize(2);
    }

    @Test
    void refusesADatabaseWhoseLogHasFrames() throws Exception {
        add("a.db", "one");
        Path database = output.resolve("a.db");
        try (Connection connection = open(database)) {
            execute(connection, "PRAGMA journal_mode = WAL", "CREATE TABLE t (v)", "INSERT INTO t VALUES ('new')");
            byte[] before = Files.readAllBytes(database);

            run();

            assertThat(outcomes)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .startsWith("'" + database
                                            + "' is in use, or its application was killed: its -wal has frames"));
            assertThat(database).hasBinaryContent(before);
        }
        assertThat(rows(database)).isEqualTo("new");
    }

    @Test
    void refusesALockedDatabaseThatDiffersAndTakesALockedOneThatDoesNot() throws Exception {
        byte[] wanted = add("same.db", "one");
        add("differs.db", "one");
        Path same = Files.write(output.resolve("same.db"), wanted);
        Path differs = write(output.resolve("differs.db"), "other");
        try (var _ = DatabaseReader.start(same);
                var _ = DatabaseReader.start(differs)) {
            run();

            assertThat(outcomes)
                    .anySatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Unchanged.class))
                    .anySatisfy(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    Outcome.Failed.class,
                                    failed -> assertThat(failed.reason())
                                            .isEqualTo("'" + differs + "' is in use: a process holds a lock on it."
                                                    + " Stop the application")));
        }
        assertThat(rows(differs)).isEqualTo("other");
    }

    /// Whoever begins to use it between the look and the end finds it as it was.
    @Test
    void looksAgainBeforeItTakesTheName() throws Exception {
        add("a.db", "one");
        Path database = write(output.resolve("a.db"), "other");
        BulkOrder order = order();
        Delta.Found found = delta().find(new OutputTree(output), order, Runnable::run, outcomes::add);
        assertThat(found.different()).hasSize(1);
        try (var _ = DatabaseReader.start(database)) {
            restore().run(output, order.only(found), outcomes::add);

            assertThat(outcomes)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.reason()).contains("a process holds a lock on it"));
        }
        assertThat(rows(database)).isEqualTo("other");
        assertThat(output.resolve(OutputTree.WORKBENCH)).doesNotExist();
    }

    private Delta.Found run() throws IOException {
        BulkOrder order = order();
        Delta.Found found = delta().find(new OutputTree(output), order, Runnable::run, outcomes::add);
        restore().run(output, order.only(found), outcomes::add);
        return found;
    }

    private static BulkOrder order() {
        return BulkOrder.of(PathPattern.of("**"), new RestorePoint.Latest(), Set.of())
                .with(new Past(Ledger.EMPTY, Instant.MAX, Set.of(Past.Use.SET_OWNERS)));
    }

    private Delta delta() throws IOException {
        return new Delta(store, new Restore(store), new DatabaseUse(PosixDisk.open()), Attempts.atOnce(1));
    }

    private BulkRestore restore() {
        return new BulkRestore(store, new Restore(store), BulkThreads.none(), Attempts.atOnce(1));
    }

    /// Adds a replica of a database with one row, and gives the database.
    private byte[] add(String key, String row) throws IOException, SQLException {
        Path file = write(temporary.resolve("made.db"), row);
        byte[] database = Files.readAllBytes(file);
        Files.delete(file);
        assertThat(ByteBuffer.wrap(database).getShort(PAGE_SIZE_OFFSET)).isEqualTo((short) PAGE);
        var range = TxIdRange.of(TxId.FIRST);
        var bytes = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(
                bytes, LtxHeader.of(PAGE, database.length / PAGE, range, Replicas.NOON), FrameEncoding.BLOCK)) {
            for (int page = 0; page < database.length / PAGE; page++) {
                writer.page(page + 1, ByteBuffer.wrap(database, page * PAGE, PAGE));
            }
            writer.finish();
        }
        var name = new FileName(ObjectKey.of(key), Level.CAPTURED, range);
        store.put(List.of(new NewFile(name, new BytesPayload(bytes.toByteArray()), Replicas.NOON)));
        return database;
    }

    private static Path write(Path file, String row) throws SQLException {
        try (Connection connection = open(file)) {
            execute(connection, "CREATE TABLE t (v)", "INSERT INTO t VALUES ('" + row.replace("'", "''") + "')");
        }
        return file;
    }

    private static String rows(Path file) throws SQLException {
        try (Connection connection = open(file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT group_concat(v) FROM t")) {
            return rows.getString(1);
        }
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
