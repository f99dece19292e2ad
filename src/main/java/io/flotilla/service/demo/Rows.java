package io.flotilla.service.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares the ledger table of a database row by row with the ledger that the writers kept outside.
///
/// Each row's digest is computed anew from its content and the digest before it; what the table says of
/// itself does not count.
final class Rows {

    private static final int REPORTED = 5;

    private Rows() {}

    static List<String> differences(Connection database, List<Entry> ledger) throws SQLException {
        Map<Long, Entry> missing = new HashMap<>();
        ledger.forEach(entry -> missing.put(entry.sequence(), entry));
        List<String> differences = new ArrayList<>();
        String previous = Entry.NO_DIGEST;
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("SELECT seq, writer, payload, digest FROM ledger ORDER BY seq")) {
            while (rows.next()) {
                String digest = digest(rows, previous);
                compare(rows, digest, missing, differences);
                previous = digest;
            }
        }
        missing.keySet().stream()
                .sorted()
                .map(sequence -> "transaction " + sequence + " is in the ledger and not in the database")
                .forEach(differences::add);
        return shortened(differences);
    }

    private static String digest(ResultSet rows, String previous) throws SQLException {
        return Entry.digest(previous, rows.getLong("seq"), rows.getLong("writer"), rows.getBytes("payload"));
    }

    private static void compare(ResultSet rows, String digest, Map<Long, Entry> missing, List<String> differences)
            throws SQLException {
        long sequence = rows.getLong("seq");
        Entry entry = missing.remove(sequence);
        if (entry == null) {
            differences.add("transaction " + sequence + " is in the database and in no ledger");
        } else if (!digest.equals(entry.digest())) {
            differences.add(
                    "transaction " + sequence + " has digest " + digest + ", the ledger says " + entry.digest());
        } else if (!digest.equals(rows.getString("digest"))) {
            differences.add(
                    "transaction " + sequence + " has digest " + digest + ", its row says " + rows.getString("digest"));
        }
    }

    private static List<String> shortened(List<String> differences) {
        if (differences.size() <= REPORTED) {
            return differences;
        }
        List<String> first = new ArrayList<>(differences.subList(0, REPORTED));
        first.add(differences.size() + " transactions differ in all");
        return first;
    }
}
