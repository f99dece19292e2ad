package io.flotilla.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A bank: transactions move money between accounts, add to a book, and count themselves. Whatever the moment, the
/// balances add up to the same sum, and the count of commits only grows.
final class Bank {

    /// Sum of the balances, count of commits, and whether the book holds nothing newer than the count.
    static final String INVARIANT = "SELECT (SELECT sum(balance) FROM account) || '/' || (SELECT commits FROM meter)"
            + " || '/' || (SELECT commits >= (SELECT coalesce(max(id),0) FROM book) FROM meter)";

    static final String COMMITS = "SELECT commits FROM meter";

    static final long SUM = 200_000;

    private static final int ACCOUNTS = 200;

    private Bank() {}

    /// The statements of one transaction, of which the last is `COMMIT` or `ROLLBACK`. A large one spills
    /// where the cache is small.
    record Transaction(List<String> statements, boolean isLarge, boolean isRolledBack) {}

    /// A new bank, in one transaction.
    ///
    /// @param ballastBytes how much larger it is than it has to be
    static List<String> schema(int ballastBytes) {
        return List.of(
                "BEGIN IMMEDIATE",
                "CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, note BLOB)",
                "CREATE TABLE book(id INTEGER PRIMARY KEY, what BLOB)",
                "CREATE INDEX by_what ON book(what)",
                "CREATE TABLE meter(commits INTEGER)",
                "INSERT INTO meter VALUES(0)",
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + ACCOUNTS
                        + ") INSERT INTO account SELECT x, 1000, randomblob(100) FROM n",
                "CREATE TABLE ballast(what BLOB)",
                "INSERT INTO ballast VALUES(randomblob(" + ballastBytes + "))",
                "COMMIT");
    }

    static Transaction transaction(Random random) {
        return transaction(random, random.nextInt(12) == 0);
    }

    static Transaction transaction(Random random, boolean large) {
        boolean rolledBack = random.nextInt(8) == 0;
        var statements = new ArrayList<String>();
        statements.add("BEGIN IMMEDIATE");
        statements.add("UPDATE meter SET commits = commits + 1");
        int moves = large ? 60 : 1 + random.nextInt(3);
        for (int i = 0; i < moves; i++) {
            int amount = random.nextInt(50);
            statements.add(move(random, -amount));
            statements.add(move(random, amount));
        }
        statements.add(
                "INSERT INTO book SELECT commits, randomblob(" + random.nextInt(large ? 60_000 : 600) + ") FROM meter");
        if (random.nextInt(12) == 0) {
            statements.add("DELETE FROM book WHERE id % 3 <> 0");
        }
        statements.add(rolledBack ? "ROLLBACK" : "COMMIT");
        return new Transaction(List.copyOf(statements), large, rolledBack);
    }

    private static String move(Random random, int amount) {
        return "UPDATE account SET balance = balance + (" + amount + "), note = randomblob(" + random.nextInt(500)
                + ") WHERE id = " + (1 + random.nextInt(ACCOUNTS));
    }
}
