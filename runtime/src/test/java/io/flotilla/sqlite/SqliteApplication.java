package io.flotilla.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The program that runs inside a [SqliteProcess]: it owns connections and does what its input says, one line at a
/// time. Each line is a verb and its arguments, each answer is `ok` or `error` and a text; all of them URL-encoded
/// and separated by spaces.
public final class SqliteApplication {

    /// Work that runs inside the process, without a line of input for each statement.
    public interface Task {

        /// Does the work and says what came of it.
        String run(List<String> arguments) throws Exception;
    }

    private final Map<String, Connection> connections = new LinkedHashMap<>();

    private SqliteApplication() {}

    public static void main(String[] arguments) throws IOException {
        var application = new SqliteApplication();
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(application.answer(decode(line)));
        }
        // The end of the input is an orderly end: connections are closed, as an application does.
        application.closeAll();
    }

    private String closeAll() {
        connections.values().forEach(SqliteApplication::closeQuietly);
        connections.clear();
        return "";
    }

    private String answer(List<String> words) {
        try {
            return encode(List.of("ok", perform(words.getFirst(), words.subList(1, words.size()))));
        } catch (Exception failure) {
            return encode(List.of("error", String.valueOf(failure.getMessage())));
        }
    }

    private String perform(String verb, List<String> arguments) throws Exception {
        return switch (verb) {
            case "open" -> open(arguments.get(0), arguments.get(1));
            case "execute" -> execute(connection(arguments.get(0)), arguments.get(1));
            case "query" -> query(connection(arguments.get(0)), arguments.get(1));
            case "close" -> close(arguments.get(0));
            case "close all" -> closeAll();
            case "run" -> run(arguments.get(0), arguments.subList(1, arguments.size()));
            default -> throw new IllegalArgumentException("Unknown verb " + verb);
        };
    }

    private static String run(String task, List<String> arguments) throws Exception {
        Task made = (Task) Class.forName(task).getDeclaredConstructor().newInstance();
        return made.run(arguments);
    }

    private String open(String name, String file) throws SQLException {
        connections.put(name, DriverManager.getConnection("jdbc:sqlite:" + file));
        return "";
    }

    private String close(String name) throws SQLException {
        connection(name).close();
        connections.remove(name);
        return "";
    }

    private Connection connection(String name) {
        Connection connection = connections.get(name);
        if (connection == null) {
            throw new IllegalArgumentException("No connection " + name);
        }
        return connection;
    }

    /// Runs statements, and reads every row that they give.
    public static String execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                rows(statement.getResultSet());
            }
        }
        return "";
    }

    /// The rows of a query: columns separated by `|`, rows by line breaks.
    public static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return rows(result);
        }
    }

    private static String rows(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= columns; column++) {
                row.add(result.getString(column));
            }
            rows.add(String.join("|", row));
        }
        return String.join("\n", rows);
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failure) {
            System.err.println(failure.getMessage());
        }
    }

    static String encode(List<String> words) {
        return String.join(
                " ", words.stream().map(word -> URLEncoder.encode(word, UTF_8)).toList());
    }

    static List<String> decode(String line) {
        return Arrays.stream(line.split(" ", -1))
                .map(word -> URLDecoder.decode(word, UTF_8))
                .toList();
    }
}
