package io.flotilla.service.bench;

import io.flotilla.service.demo.Entry;
import io.flotilla.service.demo.LedgerFile;
import io.flotilla.service.demo.Pace;
import io.flotilla.service.demo.Sql;
import io.flotilla.service.demo.StopSign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// The main class of a process that writes some databases for the benchmark, at a set rate, and notes when each COMMIT
/// returned.
///
/// `HotWriterMain HOT|COLD COMMITS_A_SECOND ROOT NAMES LEDGER`. It runs until its [StopSign].
public final class HotWriterMain {

    private static final String INSERT = "INSERT INTO events (text) VALUES (?)";

    private final Path root;
    private final List<String> names;
    private final Pace pace;
    private final LedgerFile ledger;
    private long sequence;

    /// How databases are treated.
    enum Mode {
        /// In turn, through connections that stay open.
        HOT,

        /// At random, each opened and closed again, so that SQLite writes its log back.
        COLD
    }

    private HotWriterMain(Path root, List<String> names, Pace pace, LedgerFile ledger) {
        this.root = root;
        this.names = names;
        this.pace = pace;
        this.ledger = ledger;
    }

    /// Runs a writer.
    public static void main(String[] arguments) throws IOException, SQLException {
        List<String> names = Files.readAllLines(Path.of(arguments[3]));
        try (LedgerFile ledger = LedgerFile.open(Path.of(arguments[4]))) {
            var pace = new Pace(Integer.parseInt(arguments[1]));
            var writer = new HotWriterMain(Path.of(arguments[2]), names, pace, ledger);
            switch (Mode.valueOf(arguments[0])) {
                case HOT -> writer.writeInTurn(new StopSign());
                case COLD -> writer.writeAtRandom(new StopSign());
            }
        }
    }

    private void writeInTurn(BooleanSupplier stopped) throws SQLException, IOException {
        List<PreparedStatement> inserts = new ArrayList<>();
        for (String name : names) {
            inserts.add(open(name).prepareStatement(INSERT));
        }
        for (int i = 0; !stopped.getAsBoolean(); i = (i + 1) % names.size()) {
            insert(inserts.get(i), names.get(i));
            pace.await();
        }
        for (PreparedStatement insert : inserts) {
            insert.getConnection().close();
        }
    }

    private void writeAtRandom(BooleanSupplier stopped) throws SQLException, IOException {
        var random = new Random(names.size());
        while (!stopped.getAsBoolean()) {
            String name = names.get(random.nextInt(names.size()));
            try (Connection connection = open(name);
                    var insert = connection.prepareStatement(INSERT)) {
                insert(insert, name);
            }
            pace.await();
        }
    }

    private Connection open(String name) throws SQLException {
        Connection connection = Sql.open(root.resolve(name));
        Sql.execute(connection, "PRAGMA synchronous = NORMAL");
        Sql.execute(connection, "PRAGMA cache_size = 16");
        return connection;
    }

    private void insert(PreparedStatement insert, String name) throws SQLException, IOException {
        sequence++;
        insert.setString(1, "event " + sequence);
        int _ = insert.executeUpdate();
        ledger.append(new Entry(name, sequence, Instant.now(), ""));
    }
}
