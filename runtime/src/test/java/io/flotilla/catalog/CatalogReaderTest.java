package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.TARGET;
import static io.flotilla.catalog.Catalogs.advance;
import static io.flotilla.catalog.Catalogs.open;
import static io.flotilla.catalog.Catalogs.position;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogReaderTest {

    @TempDir
    Path state;

    @Test
    void seesWhatARunningProcessCommitted() {
        try (Catalog catalog = open(state)) {
            DatabaseId id = register(catalog, "a.db");
            try (CatalogReader reader = CatalogReader.open(state).orElseThrow()) {
                catalog.advance(List.of(advance(id, position(3, 1), replace(1))));
                register(catalog, "b.db");

                assertThat(rows(reader)).containsExactly(catalog.row(id), catalog.row(new DatabaseId(2)));
                assertThat(reader.readPosition(id)).contains(position(3, 1));
                assertThat(reader.readTarget()).isEqualTo(TARGET);
            }
            catalog.mark(id, DatabaseState.MISSING, Why.NOTHING);
        }
    }

    @Test
    void seesAClosedCatalogAndLeavesItClosed() {
        try (Catalog catalog = open(state)) {
            register(catalog, "a.db");
        }

        try (CatalogReader reader = CatalogReader.open(state).orElseThrow()) {
            assertThat(rows(reader)).hasSize(1);
        }

        try (Catalog catalog = open(state)) {
            assertThat(catalog.uses().wasClosedCleanly()).isTrue();
        }
    }

    @Test
    void whoDidNotReplicateLeavesTheDoubtThatWasThere() {
        open(state).closeAsFound();
        try (Catalog doubtful = open(state)) {
            assertThat(doubtful.uses().wasClosedCleanly()).isFalse();
        }
        open(state).closeAsFound();
        try (Catalog clean = open(state)) {
            assertThat(clean.uses().wasClosedCleanly()).isTrue();
        }
    }

    @Test
    void isAbsentWhereThereIsNoCatalog() {
        assertThat(CatalogReader.open(state.resolve("nowhere"))).isEmpty();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void refusesWhatIsNotACatalogAndLeavesItAlone() throws IOException {
        Files.writeString(state.resolve("catalog.db"), "my shopping list");

        assertThatThrownBy(() -> CatalogReader.open(state))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("catalog.db");
        assertThat(state.resolve("catalog.db")).hasContent("my shopping list");
    }

    private static List<DatabaseRow> rows(CatalogReader reader) {
        List<DatabaseRow> rows = new ArrayList<>();
        reader.readRows(rows::add);
        return rows;
    }
}
