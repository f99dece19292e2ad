package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TemplateTest {

    static final List<Shape> SHAPES = Shape.ALL;

    @TempDir
    Path directory;

    @ParameterizedTest
    @FieldSource("SHAPES")
    void makesAClosedDatabaseOfTheShapeInWalMode(Shape shape) throws Exception {
        Path file = directory.resolve("template.db");
        Template.create(file, shape, 1);

        byte[] header = Files.readAllBytes(file);
        assertThat(header[18]).isEqualTo((byte) 2);
        assertThat(header[19]).isEqualTo((byte) 2);
        assertThat(Reference.log(file)).doesNotExist();
        try (Connection connection = Sql.openImmutable(file)) {
            assertThat(Sql.number(connection, "PRAGMA page_size")).isEqualTo(shape.pageSize());
            assertThat(Shape.AutoVacuum.values()[(int) Sql.number(connection, "PRAGMA auto_vacuum")])
                    .isEqualTo(shape.autoVacuum());
            assertThat(Soundness.faults(connection)).isEmpty();
            assertThat(Sql.number(connection, "SELECT count(*) FROM attachments"))
                    .isPositive();
            assertThat(Sql.number(connection, "SELECT count(*) FROM ledger")).isZero();
        }
    }

    @Test
    void aTreeHasAllEightPageSizesAndNothingElse() throws Exception {
        Tree tree = Tree.create(directory.resolve("project"), 30, 1);

        assertThat(tree.databases()).hasSize(30).contains("databases/db-05/tenants/t-0017.db");
        assertThat(tree.databases())
                .allSatisfy(name -> assertThat(tree.file(name)).exists());
        assertThat(LateEngine.databases(tree.root())).hasSize(30);
        assertThat(Shape.ALL.stream().map(Shape::pageSize).distinct()).hasSize(8);
    }

    @Test
    void theSameSeedMakesTheSameFile() throws Exception {
        Template.create(directory.resolve("a.db"), Shape.ALL.getFirst(), 7);
        Template.create(directory.resolve("b.db"), Shape.ALL.getFirst(), 7);

        assertThat(directory.resolve("a.db")).hasSameBinaryContentAs(directory.resolve("b.db"));
    }
}
