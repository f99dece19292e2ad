package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {

    private static final long SEED = 20_260_101;

    @TempDir
    Path directory;

    @Test
    void anOrderSurvivesItsFile() throws Exception {
        var order = new WriterOrder(3, Mode.SMALL_LOG, SEED, 10, new Tree(directory, List.of("a", "b/c")));
        order.write(directory.resolve("order"));

        assertThat(WriterOrder.read(directory.resolve("order"))).isEqualTo(order);
        assertThat(order.atATime()).isEqualTo(2);
        order.moving(100).write(directory.resolve("order"));
        assertThat(WriterOrder.read(directory.resolve("order")).atATime()).isEqualTo(1);
    }

    @Test
    void everyDatabaseHasAWriterAndSomeHaveTwo() throws Exception {
        Tree tree = new Tree(directory, List.of("a", "b", "c", "d", "e", "f", "g"));
        List<WriterOrder> orders = WriterOrder.divide(tree, 5, SEED, 10);

        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        orders.stream()
                .filter(order -> order.mode() != Mode.CHECKPOINTER)
                .flatMap(order -> order.tree().databases().stream())
                .forEach(name -> (once.add(name) ? once : twice).add(name));
        assertThat(once).containsExactlyInAnyOrderElementsOf(tree.databases());
        assertThat(twice).containsExactlyInAnyOrder("a", "d", "g");
        assertThat(orders).extracting(WriterOrder::mode).contains(Mode.values());
    }

    @Test
    void aTransactionCanBeFiveThousandPagesLarge() throws Exception {
        Shop shop = Shop.create(directory, new Shape(4096, Shape.AutoVacuum.NONE), SEED);
        try (Connection writing = shop.write(1, 5000)) {
            assertThat(Files.size(Reference.log(shop.file())) / 4120).isGreaterThanOrEqualTo(5000);
            assertThat(Sql.number(writing, "SELECT count(*) FROM ledger")).isEqualTo(1);
        }
    }

    @Test
    void aSeedRepeatsItsPages() throws Exception {
        Path left = Files.createDirectory(directory.resolve("left"));
        Path right = Files.createDirectory(directory.resolve("right"));
        for (Path place : List.of(left, right)) {
            Shop.create(place, new Shape(1024, Shape.AutoVacuum.FULL), SEED)
                    .write(30, 8)
                    .close();
        }

        assertThat(left.resolve(Shop.NAME)).hasSameBinaryContentAs(right.resolve(Shop.NAME));
    }

    @Test
    void writersOfAllModesShareDatabasesAndTheLedgerHasEveryRow() throws Exception {
        Tree tree = Tree.create(directory.resolve("project"), 6, SEED);
        Ledger ledger;
        try (Writers writers = Writers.start(WriterOrder.divide(tree, 4, SEED, 1000), directory.resolve("writers"))) {
            while (writers.transactions() < 150) {
                writers.watch(50);
            }
            ledger = writers.stop();
        }

        assertThat(ledger.transactions()).isGreaterThanOrEqualTo(150);
        Tree references = Reference.make(tree, directory.resolve("reference"));
        assertThat(new Comparison(references, ledger).mismatches(references.root()))
                .isEmpty();
    }

    @Test
    void aKilledWriterLosesNothingThatSqliteAcknowledged() throws Exception {
        Tree tree = Tree.create(directory.resolve("project"), 3, SEED);
        List<WriterOrder> orders = WriterOrder.divide(tree, 1, SEED, 1000);
        try (Writers writers = Writers.start(orders, directory.resolve("writers"))) {
            while (writers.transactions() < 100) {
                writers.watch(20);
            }
        }

        Ledger ledger = Ledger.read(List.of(new WriterFiles(directory.resolve("writers"), 0).ledger()));
        Tree references = Reference.make(tree, directory.resolve("reference"));
        long rows = 0;
        for (String database : tree.databases()) {
            try (Connection connection = Sql.openImmutable(references.file(database))) {
                assertThat(Rows.differences(connection, ledger.entries(database)))
                        .allMatch(text -> text.endsWith("is in the database and in no ledger"));
                rows += Sql.number(connection, "SELECT count(*) FROM ledger");
            }
        }
        // Between COMMIT and the line in the ledger one transaction of the one writer may be in flight.
        assertThat(rows - ledger.transactions()).isBetween(0L, 1L);
    }

    @Test
    void aWriterThatFailsIsReportedWithItsWords() throws Exception {
        Tree tree = new Tree(directory, List.of("not-a-database.db"));
        Files.writeString(tree.file("not-a-database.db"), "words ".repeat(1000));
        List<WriterOrder> orders = WriterOrder.divide(tree, 1, SEED, 1000);
        try (Writers writers = Writers.start(orders, directory.resolve("writers"))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            writers.watch(1000);
                        }
                    })
                    .hasMessageContaining("Writer 0 ended with exit code 1")
                    .hasMessageContaining("file is not a database");
        }
    }
}
