package io.flotilla.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections and their statements are used by one transaction after the other.
class TransactionsTest {

    private static final int NORMAL = 1;
    private static final int FULL = 2;

    @TempDir
    Path directory;

    private Transactions transactions;

    @BeforeEach
    void open() throws SQLException {
        transactions = Transactions.on(directory.resolve("catalog.db"));
        transactions.write(session -> session.execute("CREATE TABLE t(id INTEGER PRIMARY KEY)"));
    }

    @AfterEach
    void close() {
        transactions.close();
    }

    private static int number(Session session, String sql) throws SQLException {
        try (ResultSet row = session.query(sql)) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    private static int insert(Session session, int id) throws SQLException {
        return session.execute("INSERT INTO t VALUES(?)", id);
    }

    @Test
    void eachChangeIsAsDurableAsItWasOrdered() {
        for (int i = 0; i < 3; i++) {
            int full = transactions.writeDurably(session -> number(session, "PRAGMA synchronous"));
            int normal = transactions.write(session -> number(session, "PRAGMA synchronous"));
            assertThat(full).isEqualTo(FULL);
            assertThat(normal).isEqualTo(NORMAL);
        }
    }

    @Test
    void aTransactionThatFailedChangesNothingAndTheNextOneWorks() {
        transactions.write(session -> insert(session, 1));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> transactions.write(session -> insert(session, 2) + insert(session, 1)))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("UNIQUE constraint failed");
        }
        transactions.write(session -> insert(session, 3));
        int sum = transactions.read(session -> number(session, "SELECT sum(id) FROM t"));
        assertThat(sum).isEqualTo(4);
    }

    /// A statement that is kept holds no state of the database.
    @Test
    void aReadSeesWhatWasWrittenSinceTheLastOne() {
        for (int i = 1; i <= 5; i++) {
            int id = i;
            transactions.write(session -> insert(session, id));
            int count = transactions.read(session -> number(session, "SELECT count(*) FROM t"));
            assertThat(count).isEqualTo(i);
        }
    }
}
