package io.flotilla.service.bench;

import io.flotilla.service.demo.Entry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The main class of a process that writes some databases for the benchmark, at a set rate, and notes when each COMMIT
/// returned.
///
/// `HotWriterMain hot|cold COMMITS_A_SECOND ROOT NAMES LEDGER`: hot ones are written in turn through connections
/// that stay open, cold ones at random, each opened and closed again, so that SQLite writes its log back. It ends when
/// its standard input says something, or who started it has ended.
public final class HotWriterMain {

    private static final String INSERT = "INSERT INTO events (text) VALUES (?)";

    private final Path root;
    private final List<String> names;
    private final long nanosBetween;
    private final BufferedWriter ledger;
    private long sequence;

    private HotWriterMain(Path root, List<String> names, double perSecond, BufferedWriter ledger) {
        this.root = root;
        this.names = names;
        this.nanosBetween = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.ledger = ledger;
    }

    /// Runs a writer.
    public static void main(String[] arguments) throws IOException, SQLException {
        List<String> names = Files.readAllLines(Path.of(arguments[3]));
        try (BufferedWriter ledger = Files.newBufferedWriter(Path.of(arguments[4]))) {
            var writer = new HotWriterMain(Path.of(arguments[2]), names, Double.parseDouble(arguments[1]), ledger);
            if (arguments[0].equals("hot")) {
                writer.writeInTurn(stopped());
            } else {
                writer.writeAtRandom(stopped());
            }
        }
    }

    /// A byte on standard input ends it, and so does the end of the process that started it: the kernel gives an
    /// orphan another parent.
    private static BooleanSupplier stopped() {
        long parent = parent();
        return () -> {
            try {
                return System.in.available() > 0 || parent() != parent;
            } catch (IOException e) {
                throw new UncheckedIOException("Standard input cannot be asked whether to stop", e);
            }
        };
    }

    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    private void writeInTurn(BooleanSupplier stopped) throws SQLException, IOException {
        List<PreparedStatement> inserts = new ArrayList<>();
        for (String name : names) {
            inserts.add(open(name).prepareStatement(INSERT));
        }
        long next = System.nanoTime();
        for (int i = 0; !stopped.getAsBoolean(); i = (i + 1) % names.size()) {
            insert(inserts.get(i), names.get(i));
            next = await(next);
        }
        for (PreparedStatement insert : inserts) {
            insert.getConnection().close();
        }
    }

    private void writeAtRandom(BooleanSupplier stopped) throws SQLException, IOException {
        var random = new Random(names.size());
        long next = System.nanoTime();
        while (!stopped.getAsBoolean()) {
            String name = names.get(random.nextInt(names.size()));
            try (Connection connection = open(name);
                    var insert = connection.prepareStatement(INSERT)) {
                insert(insert, name);
            }
            next = await(next);
        }
    }

    private Connection open(String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(name));
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA cache_size = 16");
        }
        return connection;
    }

    private void insert(PreparedStatement insert, String name) throws SQLException, IOException {
        sequence++;
        insert.setString(1, "event " + sequence);
        int _ = insert.executeUpdate();
        ledger.write(new Entry(name, sequence, Instant.now(), "").line());
    }

    /// Time that was lost is not made up for.
    private long await(long last) {
        long next = Math.max(last + nanosBetween, System.nanoTime() - nanosBetween);
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return next;
    }
}
