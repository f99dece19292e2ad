package io.flotilla.service.proof;

import io.flotilla.restore.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What SQLite says of a restored database: `quick_check` looks at all pages of all trees, `integrity_check`
/// compares indexes with their tables as well, and takes longer.
public enum Soundness implements Proof {
    QUICK("quick_check"),
    FULL("integrity_check");

    private static final int MOST = 5;

    private final String check;

    Soundness(String check) {
        this.check = check;
    }

    /// Opened as immutable: without locks, a log, or anything beside it.
    @Override
    public List<String> faults(Path database) throws IOException {
        String uri = database.toAbsolutePath().toUri().toString().replace("file:///", "file:/");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + uri + "?immutable=1");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA " + check + "(" + MOST + ")")) {
            var faults = new ArrayList<String>();
            while (rows.next()) {
                if (!"ok".equals(rows.getString(1))) {
                    faults.add(
                            check + ": " + rows.getString(1).lines().findFirst().orElse(""));
                }
            }
            return faults;
        } catch (SQLException failure) {
            return List.of(check + ": " + failure.getMessage());
        }
    }
}
