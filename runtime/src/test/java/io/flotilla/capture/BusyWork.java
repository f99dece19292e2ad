package io.flotilla.capture;

import io.flotilla.sqlite.SqliteApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// An application that commits without pause until a file appears: [BankWork]'s accounts and ledger, and a row of a
/// large table in each transaction. A commit that fails fails the work.
public final class BusyWork implements SqliteApplication.Task {

    static String[] schema(int rows) {
        String[] bank = BankWork.schema();
        String[] all = Arrays.copyOf(bank, bank.length + 2);
        all[bank.length] = "CREATE TABLE bulk(id INTEGER PRIMARY KEY, b BLOB)";
        all[bank.length + 1] = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + rows
                + ") INSERT INTO bulk SELECT x, randomblob(3000) FROM n";
        return all;
    }

    /// Arguments: file, the file whose appearance ends the work, seed, and the statements for the connection. Says how
    /// many commits there were.
    @Override
    public String run(List<String> arguments) throws SQLException {
        Path end = Path.of(arguments.get(1));
        var random = new Random(Long.parseLong(arguments.get(2)));
        int commits = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments.get(0))) {
            SqliteApplication.execute(connection, "PRAGMA busy_timeout=60000");
            for (String statement : arguments.subList(3, arguments.size())) {
                SqliteApplication.execute(connection, statement);
            }
            while (!Files.exists(end)) {
                transaction(connection, random);
                commits++;
            }
        }
        return Integer.toString(commits);
    }

    private static void transaction(Connection connection, Random random) throws SQLException {
        int amount = random.nextInt(50);
        SqliteApplication.execute(connection, "BEGIN IMMEDIATE");
        SqliteApplication.execute(connection, "UPDATE meter SET commits = commits + 1");
        move(connection, random, -amount);
        move(connection, random, amount);
        SqliteApplication.execute(
                connection,
                "UPDATE bulk SET b = randomblob(3000) WHERE id = 1 + abs(random()) % (SELECT max(id) FROM bulk)");
        SqliteApplication.execute(connection, "INSERT INTO ledger SELECT commits, randomblob(100) FROM meter");
        SqliteApplication.execute(connection, "DELETE FROM ledger WHERE id < (SELECT commits - 300 FROM meter)");
        SqliteApplication.execute(connection, "COMMIT");
    }

    private static void move(Connection connection, Random random, int amount) throws SQLException {
        SqliteApplication.execute(
                connection,
                "UPDATE account SET balance = balance + (" + amount + ") WHERE id = "
                        + (1 + random.nextInt(BankWork.ACCOUNTS)));
    }
}
