package io.flotilla.service.observe;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/// An application that writes a database in WAL mode and is gone in the middle: its log stays, and nobody has
/// checkpointed it.
final class KilledApplication {

    private static final int KILLED = 137;

    private KilledApplication() {}

    public static void main(String... arguments) throws Exception {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
        Statement statement = connection.createStatement();
        statement.execute("pragma journal_mode=wal");
        statement.execute("create table if not exists t(x)");
        statement.execute("insert into t values (randomblob(20000))");
        Runtime.getRuntime().halt(KILLED);
    }
}
