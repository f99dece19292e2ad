package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Each test spoils a right restore in one way, and expects to be told.
class ComparisonTest {

    static final List<Shape> SHAPES = Shape.ALL;

    @TempDir
    Path directory;

    private Path restored;

    @BeforeEach
    void makeDirectories() throws Exception {
        restored = Files.createDirectories(directory.resolve("restored")).resolve(Shop.NAME);
    }

    @ParameterizedTest
    @FieldSource("SHAPES")
    void acceptsTheLogWrittenBackByHandAndTheReferenceToTheLastByte(Shape shape) throws Exception {
        Shop shop = Shop.create(directory, shape, 1);
        try (var writing = shop.write(30, 9)) {
            assertThat(Files.size(Reference.log(shop.file()))).isPositive();
            LogReplay.replay(shop.file(), restored);

            assertThat(mismatches(shop)).isEmpty();
            assertThat(Files.mismatch(directory.resolve("reference").resolve(Shop.NAME), restored))
                    .isEqualTo(-1);
            assertThat(Files.readAllBytes(restored)[18]).isEqualTo((byte) 2);
            assertThat(writing.isClosed()).isFalse();
        }
    }

    @Test
    void acceptsARestoreThatShrank() throws Exception {
        Shop shop = Shop.create(directory, new Shape(1024, Shape.AutoVacuum.FULL), 2);
        try (var writing = shop.write(10, 60)) {
            Sql.execute(writing, "PRAGMA wal_checkpoint(TRUNCATE)");
            long large = Files.size(shop.file());
            Sql.execute(writing, "DELETE FROM attachments");
            LogReplay.replay(shop.file(), restored);

            assertThat(mismatches(shop)).isEmpty();
            assertThat(Files.size(restored)).isLessThan(large);
        }
    }

    @Test
    void noticesAFlippedByte() throws Exception {
        Shop shop = restoredShop();
        flip(4096 * 2 + 100);

        assertThat(mismatches(shop)).first().satisfies(mismatch -> {
            assertThat(mismatch.database()).isEqualTo(Shop.NAME);
            assertThat(mismatch.text()).startsWith("page 3 differs from byte 100 on: ");
        });
    }

    @Test
    void thePageAtOneGibibyteSaysNothingAndTheNextOneDoes() throws Exception {
        Path reference = sparse("a.db");
        Path other = sparse("b.db");
        write(other, 1L << 30, 1);
        assertThat(Pages.differences(reference, other)).isEmpty();

        write(other, (1L << 30) + 65536, 1);
        assertThat(Pages.differences(reference, other))
                .containsExactly("page 16386 differs from byte 0 on: 01, expected 00");
    }

    @Test
    void noticesRollbackModeInTheHeader() throws Exception {
        Shop shop = restoredShop();
        flip(18);

        assertThat(mismatches(shop))
                .extracting(Mismatch::text)
                .first()
                .asString()
                .startsWith("page 1 differs from byte 18");
    }

    @Test
    void noticesAMissingRow() throws Exception {
        Shop shop = restoredShop();
        change("DELETE FROM ledger WHERE seq = 20");

        assertThat(texts(shop)).contains("transaction 20 is in the ledger and not in the database");
    }

    @Test
    void noticesAMissingRowInTheMiddleByAllThatFollow() throws Exception {
        Shop shop = restoredShop();
        change("DELETE FROM ledger WHERE seq = 18");

        assertThat(texts(shop))
                .anyMatch(text -> text.startsWith("transaction 19 has digest "))
                .contains("transaction 18 is in the ledger and not in the database");
    }

    @Test
    void noticesARowThatNobodyCommitted() throws Exception {
        Shop shop = restoredShop();
        change("INSERT INTO ledger VALUES (21, 1, x'00', 'x')");

        assertThat(texts(shop)).contains("transaction 21 is in the database and in no ledger");
    }

    @Test
    void noticesARowWithOldContent() throws Exception {
        Shop shop = restoredShop();
        change("UPDATE ledger SET payload = x'00' WHERE seq = 5");

        assertThat(texts(shop)).anyMatch(text -> text.startsWith("transaction 5 has digest "));
    }

    @Test
    void noticesAnOldState() throws Exception {
        Shop shop = Shop.create(directory, Shape.ALL.getFirst(), 3);
        shop.write(20, 2).close();
        Files.copy(shop.file(), restored);
        new Shop(directory, 4).write(1, 2).close();

        assertThat(texts(shop))
                .contains("transaction 21 is in the ledger and not in the database")
                .anyMatch(text -> text.startsWith("page "));
    }

    @Test
    void noticesABrokenTree() throws Exception {
        Shop shop = restoredShop();
        try (var channel = FileChannel.open(restored, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4096), 4096);
        }

        assertThat(texts(shop))
                .anyMatch(text -> text.startsWith("page 2 differs"))
                .anyMatch(text -> text.startsWith("integrity_check: ") || text.startsWith("SQLite cannot read it"));
    }

    @Test
    void noticesARowThatRefersToNothing() throws Exception {
        Shop shop = restoredShop();
        change("PRAGMA foreign_keys = OFF");
        change("DELETE FROM customers");

        assertThat(texts(shop)).anyMatch(text -> text.startsWith("foreign_key_check: a row of orders"));
    }

    @Test
    void noticesAShorterFileAndAnAbsentOne() throws Exception {
        Shop shop = restoredShop();
        long bytes = Files.size(restored);
        try (var channel = FileChannel.open(restored, StandardOpenOption.WRITE)) {
            channel.truncate(bytes - 4096);
        }
        assertThat(texts(shop)).contains("has " + (bytes - 4096) + " bytes, expected " + bytes);

        Files.delete(restored);
        assertThat(texts(shop)).containsExactly("was not restored");
    }

    @Test
    void noticesWhatLiesBesideADatabase() throws Exception {
        Shop shop = restoredShop();
        Files.createFile(Reference.log(restored));
        Files.createFile(restored.resolveSibling("other.db"));

        assertThat(mismatches(shop))
                .containsExactlyInAnyOrder(
                        new Mismatch("shop.db-wal", "the restore left this beside a database"),
                        new Mismatch("other.db", "there was no such database"));
    }

    @Test
    void leavesOriginalAndRestoredFilesAlone() throws Exception {
        Shop shop = Shop.create(directory, Shape.ALL.getFirst(), 3);
        try (var writing = shop.write(20, 5)) {
            LogReplay.replay(shop.file(), restored);
            byte[] log = Files.readAllBytes(Reference.log(shop.file()));
            byte[] database = Files.readAllBytes(shop.file());

            assertThat(mismatches(shop)).isEmpty();

            assertThat(Reference.log(shop.file())).hasBinaryContent(log);
            assertThat(shop.file()).hasBinaryContent(database);
            assertThat(restored.getParent().toFile().list()).containsExactly(Shop.NAME);
            assertThat(writing.isClosed()).isFalse();
        }
    }

    /// A shop of 20 transactions, closed, and rightly restored.
    private Shop restoredShop() throws Exception {
        Shop shop = Shop.create(directory, Shape.ALL.getFirst(), 3);
        shop.write(20, 2).close();
        Files.copy(shop.file(), restored);
        assertThat(mismatches(shop)).isEmpty();
        return shop;
    }

    private List<Mismatch> mismatches(Shop shop) throws Exception {
        Tree original = new Tree(shop.directory(), List.of(Shop.NAME));
        Tree references = Reference.make(original, directory.resolve("reference"));
        return new Comparison(references, shop.ledger()).mismatches(restored.getParent());
    }

    private List<String> texts(Shop shop) throws Exception {
        return mismatches(shop).stream().map(Mismatch::text).toList();
    }

    private void flip(long offset) throws Exception {
        try (var channel = FileChannel.open(restored, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            channel.write(one, offset);
        }
    }

    /// A database header with 64 KiB pages, and no more than holes up to two pages behind the lock page.
    private Path sparse(String name) throws Exception {
        Path file = Files.createFile(directory.resolve(name));
        write(file, 17, 1);
        write(file, (1L << 30) + 2 * 65536 - 1, 0);
        return file;
    }

    private static void write(Path file, long offset, int value) throws Exception {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), offset);
        }
    }

    private void change(String sql) throws Exception {
        try (Connection connection = Sql.open(restored)) {
            Sql.execute(connection, sql);
        }
    }
}
