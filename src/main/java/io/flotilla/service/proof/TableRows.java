package io.flotilla.service.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Which rows two databases have in each of their tables, by what is in the rows: a row that was changed is
/// one that went and one that came.
public final class TableRows {

    private TableRows() {}

    /// What of a table is different.
    ///
    /// @param before rows in the first database
    /// @param after rows in the second one
    /// @param gone rows that only the first one has
    /// @param came rows that only the second one has
    /// @param obstacle why the table cannot be compared; empty where it was, and all else counts only then
    public record Table(String name, long before, long after, long gone, long came, String obstacle) {

        public boolean isSame() {
            return obstacle.isEmpty() && gone == 0 && came == 0 && before == after;
        }
    }

    /// Compares all tables that either of them has, by their names; virtual tables and what SQLite keeps for
    /// itself are left out. Both files are opened as immutable, and stay as they are.
    ///
    /// @throws IOException where SQLite cannot read one of them
    public static List<Table> compare(Path first, Path second) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            attach(statement, first, "first");
            attach(statement, second, "second");
            var names = new TreeSet<String>(names(statement, "first"));
            names.addAll(names(statement, "second"));
            var tables = new ArrayList<Table>();
            for (String name : names) {
                tables.add(compare(statement, name));
            }
            return tables;
        } catch (SQLException failure) {
            throw new IOException("SQLite cannot compare the two states: " + failure.getMessage(), failure);
        }
    }

    private static void attach(Statement statement, Path file, String name) throws SQLException {
        String uri = file.toAbsolutePath().toUri().toString().replace("file:///", "file:/");
        statement.execute("ATTACH '" + uri.replace("'", "''") + "?immutable=1' AS " + name);
    }

    private static List<String> names(Statement statement, String database) throws SQLException {
        var names = new ArrayList<String>();
        try (ResultSet rows =
                statement.executeQuery("SELECT name FROM " + database + ".sqlite_schema WHERE type = 'table'"
                        + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL %'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static Table compare(Statement statement, String name) {
        String table = "\"" + name.replace("\"", "\"\"") + "\"";
        try {
            boolean isInFirst = names(statement, "first").contains(name);
            boolean isInSecond = names(statement, "second").contains(name);
            long before = isInFirst ? count(statement, "first." + table) : 0;
            long after = isInSecond ? count(statement, "second." + table) : 0;
            if (!isInFirst || !isInSecond) {
                return new Table(name, before, after, before, after, "");
            }
            return new Table(
                    name,
                    before,
                    after,
                    count(statement, "(SELECT * FROM first." + table + " EXCEPT SELECT * FROM second." + table + ")"),
                    count(statement, "(SELECT * FROM second." + table + " EXCEPT SELECT * FROM first." + table + ")"),
                    "");
        } catch (SQLException other) {
            return new Table(name, 0, 0, 0, 0, String.valueOf(other.getMessage()));
        }
    }

    private static long count(Statement statement, String from) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
            return rows.getLong(1);
        }
    }
}
