package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.sqlite.SqliteProcess.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two applications share a database, so that each meets a log which the other one started over.
class LogLimitTest {

    private static final String SPILL =
            "INSERT INTO t(v) SELECT randomblob(3000) FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n"
                    + " WHERE x<60) SELECT x FROM n)";

    @TempDir
    Path directory;

    /// A connection that has never started a log over draws new salts for its first frame, and the wal-index
    /// learns of them only by a commit.
    @Test
    void shipsWhatWasCommittedBeforeALogThatARolledBackTransactionBegan() throws IOException {
        Path database = directory.resolve("app.db");
        try (SqliteProcess writer = SqliteProcess.start();
                SqliteProcess other = SqliteProcess.start();
                Replicated replicated = Replicated.of(database, directory.resolve("state"))) {
            Connection connection = writer.open(
                    database, "PRAGMA journal_mode=WAL", "CREATE TABLE t(v BLOB)", "INSERT INTO t VALUES('first')");
            replicated.catchUp();
            connection.execute("INSERT INTO t VALUES('second')");
            other.open(database, "PRAGMA wal_checkpoint(TRUNCATE)").close();
            connection.execute("PRAGMA cache_size=2", "BEGIN", SPILL, "ROLLBACK");
            assertThat(Files.size(Path.of(database + "-wal"))).isGreaterThan(100_000);

            replicated.catchUp().assertNothingNew();

            connection.execute("INSERT INTO t VALUES('third')");
            replicated.catchUp().assertNothingNew();
        }
    }
}
