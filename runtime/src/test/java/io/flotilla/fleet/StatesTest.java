package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.CatalogReader;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.LogLines;
import io.flotilla.plugins.contract.MemoryTarget;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In which state, and for which reason code, each fault leaves a database; and what is said of a file that takes the
/// place of another.
class StatesTest {

    private static final long JOURNAL_MAGIC = 0xd9d505f920a163d7L;

    @TempDir
    private Path directory;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private SourceDirectory source;

    @BeforeEach
    void replicateOnce() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("a.db", "create table t(x)");
        TestFleet.settle(database());
        assertThat(once().captures()).isEqualTo(Map.of("compared pages: first copy", 1L));
    }

    @Test
    void nothingIsTheMatter() throws Exception {
        assertState(DatabaseState.ACTIVE, ReasonCode.NONE);
    }

    @Test
    void theFileIsGone() throws Exception {
        Files.delete(database());
        once();
        assertState(DatabaseState.MISSING, ReasonCode.FILE_GONE);
    }

    @Test
    void theRootIsGone() throws Exception {
        Files.move(source.path(), directory.resolve("aside"));
        once();
        assertState(DatabaseState.DEGRADED, ReasonCode.ROOT_UNAVAILABLE);
    }

    @Test
    void anotherNameIsLinkedToIt() throws Exception {
        Files.createLink(directory.resolve("second"), database());
        once();
        assertState(DatabaseState.UNSUPPORTED, ReasonCode.HARD_LINKED);
    }

    @Test
    void aLinkTakesItsPlace() throws Exception {
        Path elsewhere = Files.move(database(), directory.resolve("elsewhere"));
        Files.createSymbolicLink(database(), elsewhere);
        once();
        assertState(DatabaseState.UNSUPPORTED, ReasonCode.SYMBOLIC_LINK);
    }

    @Test
    void itIsEncrypted() throws Exception {
        Files.write(database(), new byte[8192]);
        once();
        assertState(DatabaseState.UNSUPPORTED, ReasonCode.ENCRYPTED);
    }

    @Test
    void aJournalWasLeftBehind() throws Exception {
        source.write("a.db", "pragma journal_mode=delete", "insert into t values (1)");
        Files.write(
                source.path().resolve("a.db-journal"),
                ByteBuffer.allocate(512).putLong(JOURNAL_MAGIC).array());
        once();
        assertState(DatabaseState.RESYNC, ReasonCode.NEEDS_ROLLBACK);
    }

    @Test
    void theTargetIsAway() throws Exception {
        source.write("a.db", "insert into t values (1)");
        target.add(Fault.unavailable(Calls.all(Operation.PUT)));
        once();
        assertState(DatabaseState.LAGGING, ReasonCode.TARGET_UNAVAILABLE);
    }

    @Test
    void theTargetRefuses() throws Exception {
        source.write("a.db", "insert into t values (1)");
        target.add(Fault.refused(Calls.all(Operation.PUT)));
        once();
        assertState(DatabaseState.FAILED, ReasonCode.TARGET_REFUSED);
    }

    @Test
    void somebodyElseWrites() throws Exception {
        SourceDirectory.copy(directory.resolve("state"), directory.resolve("before"));
        source.write("a.db", "insert into t values (1)");
        once();
        SourceDirectory.remove(directory.resolve("state"));
        Files.move(directory.resolve("before"), directory.resolve("state"));
        source.write("a.db", "insert into t values (2)");
        once();
        assertState(DatabaseState.FENCED, ReasonCode.OTHER_WRITER);
    }

    @Test
    void saysThatAnotherFileIsThere() throws Exception {
        SourceDirectory other = new SourceDirectory(Files.createDirectory(directory.resolve("other")));
        other.write("b.db", "create table u(y)", "insert into u values (1)");
        Files.move(other.path().resolve("b.db"), database(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(saidByIdentities()).singleElement().asString().contains("a.db", "another file is there", "old=");
        TestFleet.assertRestored(directory, target, "a.db");
    }

    @Test
    void saysThatThePageSizeChanged() throws Exception {
        source.write("a.db", "pragma journal_mode=delete", "pragma page_size=1024", "vacuum");

        assertThat(saidByIdentities()).singleElement().asString().contains("the page size changed", "x4096", "x1024");
    }

    @Test
    void saysNothingOfAFileThatIsTheSame() throws Exception {
        source.write("a.db", "insert into t values (1)");

        assertThat(saidByIdentities()).isEmpty();
    }

    private List<String> saidByIdentities() throws Exception {
        try (var lines = LogLines.of(Identities.class)) {
            assertThat(once().problems()).isEmpty();
            return lines.said();
        }
    }

    /// As another process reads it.
    private void assertState(DatabaseState state, ReasonCode code) {
        var rows = new ArrayList<DatabaseRow>();
        try (CatalogReader reader =
                CatalogReader.open(directory.resolve("state")).orElseThrow()) {
            reader.readRows(rows::add);
        }
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(state);
            assertThat(row.why().code()).isEqualTo(code);
            assertThat(row.reason().isEmpty()).isEqualTo(code == ReasonCode.NONE);
        });
    }

    private FleetSummary once() throws Exception {
        return TestFleet.once(directory, target);
    }

    private Path database() {
        return source.path().resolve("a.db");
    }
}
