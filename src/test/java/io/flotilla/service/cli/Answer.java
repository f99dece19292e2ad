package io.flotilla.service.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// An answer in JSON, as a parser that is not ours reads it: SQLite's.
record Answer(String json) {

    /// The text of a value, by its path such as `$[0].txid`; for objects and arrays their JSON.
    String at(String path) throws SQLException {
        return ask("select json_extract(?, ?)", path).getFirst();
    }

    /// The number of elements of an array.
    int size(String path) throws SQLException {
        return Integer.parseInt(ask("select json_array_length(?, ?)", path).getFirst());
    }

    /// The names of an object's fields, in their order.
    List<String> fields(String path) throws SQLException {
        return ask("select key from json_each(?, ?)", path);
    }

    private List<String> ask(String sql, String path) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, json);
            statement.setString(2, path);
            List<String> answers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.add(String.valueOf(rows.getString(1)));
                }
            }
            return answers;
        }
    }
}
