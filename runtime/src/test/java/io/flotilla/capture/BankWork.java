package io.flotilla.capture;

import io.flotilla.sqlite.SqliteApplication;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// An application that moves money between accounts, keeps a ledger, and counts its commits. Whatever the moment,
/// the balances add up to the same sum, and the count of commits only grows.
public final class BankWork implements SqliteApplication.Task {

    static final String INVARIANT = "SELECT (SELECT sum(balance) FROM account) || '/' || (SELECT commits FROM meter)"
            + " || '/' || (SELECT commits >= (SELECT coalesce(max(id),0) FROM ledger) FROM meter)";
    /// All that the application sees.
    static final String CONTENT = "SELECT (SELECT group_concat(id || ':' || balance || hex(note)) FROM account)"
            + " || (SELECT coalesce(group_concat(id || hex(what)), '') FROM ledger)";

    static final int ACCOUNTS = 200;
    static final long SUM = 1000L * ACCOUNTS;

    private static final String[] CHECKPOINTS = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"};

    private String file = "";
    private Random random = new Random(0);

    static String[] schema() {
        return new String[] {
            "CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, note BLOB)",
            "CREATE TABLE ledger(id INTEGER PRIMARY KEY, what BLOB)",
            "CREATE INDEX by_what ON ledger(what)",
            "CREATE TABLE meter(commits INTEGER)",
            "INSERT INTO meter VALUES(0)",
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + ACCOUNTS
                    + ") INSERT INTO account SELECT x, 1000, randomblob(300) FROM n"
        };
    }

    /// Arguments: file, seed, milliseconds to work, and the statements for each new connection.
    @Override
    public String run(List<String> arguments) throws SQLException {
        file = arguments.get(0);
        random = new Random(Long.parseLong(arguments.get(1)));
        long end = System.nanoTime()
                + Duration.ofMillis(Long.parseLong(arguments.get(2))).toNanos();
        int commits = 0;
        while (System.nanoTime() < end) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                SqliteApplication.execute(connection, "PRAGMA busy_timeout=20000");
                for (String statement : arguments.subList(3, arguments.size())) {
                    SqliteApplication.execute(connection, statement);
                }
                commits += work(connection, end);
            }
        }
        return Integer.toString(commits);
    }

    private int work(Connection connection, long end) throws SQLException {
        int commits = 0;
        int left = 1 + random.nextInt(200);
        while (left-- > 0 && System.nanoTime() < end) {
            if (random.nextInt(60) == 0) {
                String kind = CHECKPOINTS[random.nextInt(CHECKPOINTS.length)];
                SqliteApplication.execute(connection, "PRAGMA wal_checkpoint(" + kind + ")");
            }
            commits += transaction(connection);
            if (random.nextInt(4) == 0) {
                LockSupport.parkNanos(random.nextInt(60_000_000));
            }
        }
        return commits;
    }

    private int transaction(Connection connection) throws SQLException {
        boolean rolledBack = random.nextInt(8) == 0;
        boolean large = random.nextInt(15) == 0;
        SqliteApplication.execute(connection, "PRAGMA cache_size=" + (large ? 5 : 200));
        SqliteApplication.execute(connection, "BEGIN IMMEDIATE");
        SqliteApplication.execute(connection, "UPDATE meter SET commits = commits + 1");
        int moves = large ? 100 : 1 + random.nextInt(3);
        for (int i = 0; i < moves; i++) {
            int amount = random.nextInt(50);
            move(connection, -amount);
            move(connection, amount);
        }
        SqliteApplication.execute(
                connection,
                "INSERT INTO ledger SELECT commits, randomblob(" + random.nextInt(large ? 60_000 : 600)
                        + ") FROM meter");
        if (random.nextInt(20) == 0) {
            SqliteApplication.execute(connection, "DELETE FROM ledger WHERE id % 3 <> 0");
            SqliteApplication.execute(connection, "PRAGMA incremental_vacuum");
        }
        SqliteApplication.execute(connection, rolledBack ? "ROLLBACK" : "COMMIT");
        return rolledBack ? 0 : 1;
    }

    private void move(Connection connection, int amount) throws SQLException {
        SqliteApplication.execute(
                connection,
                "UPDATE account SET balance = balance + (" + amount + "), note = randomblob(" + random.nextInt(500)
                        + ") WHERE id = " + (1 + random.nextInt(ACCOUNTS)));
    }
}
