package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Random;

/// The main class of a writer process: plain Java and the JDBC driver, so that it starts at once.
/// It runs until its [StopSign].
public final class WriterMain {

    private WriterMain() {}

    /// Runs a writer: `WriterMain DIRECTORY NUMBER`, the directory being that of {@link WriterFiles}.
    public static void main(String[] arguments) throws IOException, SQLException {
        var files = new WriterFiles(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        WriterOrder order = WriterOrder.read(files.order());
        var random = new Random(order.seed());
        var connections = new Connections(order.tree(), order.mode());
        try (var ledger = LedgerFile.open(files.ledger())) {
            var transaction = new Transaction(order.writer(), random, InstantSource.system(), ledger);
            new Writer(order, random, connections, transaction).run(new StopSign());
        }
        if (order.mode() == Mode.LONG_LIVED) {
            // An application that was killed leaves its logs behind; so does this one, and without a last checkpoint.
            Runtime.getRuntime().halt(0);
        }
        connections.close();
    }
}
