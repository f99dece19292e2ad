package io.flotilla.service.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.faults.FaultTable.Row;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/faults.md` names every test of a fault and none that is gone. `-Dflotilla.faults.write=true` writes it anew,
/// with the results of the last build.
class FaultTableTest {

    private final FaultTable table = new FaultTable(FaultTable.findRoot());

    @Test
    void everyTestBelongsToARow() throws Exception {
        Set<String> ids = table.rows().stream().map(Row::id).collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(table.rows());
        assertThat(table.tests().keySet()).isSubsetOf(ids);
    }

    @Test
    void aRowWithoutATestSaysWhy() throws Exception {
        Set<String> tested = table.tests().keySet();
        assertThat(table.rows())
                .filteredOn(row -> !tested.contains(row.id()))
                .allSatisfy(row -> assertThat(row.note()).as(row.id()).isNotEmpty());
    }

    @Test
    void theDocumentNamesEveryTestAndNoOther() throws Exception {
        if (Boolean.getBoolean("flotilla.faults.write")) {
            Files.writeString(table.document(), table.markdown());
        }
        List<String> tests =
                table.tests().values().stream().flatMap(List::stream).toList();
        assertThat(table.documented()).containsExactlyInAnyOrderElementsOf(tests);
    }
}
