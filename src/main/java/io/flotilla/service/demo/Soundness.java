package io.flotilla.service.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Asks SQLite whether a database is sound: `integrity_check`, `foreign_key_check`, and the view over all
/// tables.
final class Soundness {

    private Soundness() {}

    static List<String> faults(Connection database) throws SQLException {
        List<String> faults = new ArrayList<>();
        try (var statement = database.createStatement()) {
            try (var rows = statement.executeQuery("PRAGMA integrity_check(5)")) {
                while (rows.next()) {
                    if (!"ok".equals(rows.getString(1))) {
                        faults.add("integrity_check: " + rows.getString(1));
                    }
                }
            }
            try (var rows = statement.executeQuery("PRAGMA foreign_key_check")) {
                if (rows.next()) {
                    faults.add("foreign_key_check: a row of " + rows.getString(1) + " refers to nothing in "
                            + rows.getString(3));
                }
            }
        }
        long orders = Sql.number(database, "SELECT count(*) FROM orders");
        long sums = Sql.number(database, "SELECT count(*) FROM order_sums");
        if (orders != sums) {
            faults.add("the view has " + sums + " rows for " + orders + " orders");
        }
        return faults;
    }
}
