package io.flotilla.service.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// The main class of a writer process: plain Java and the JDBC driver, so that it starts at once.
///
/// It stops when a byte arrives on its standard input, or when the process that started it is gone: an
/// orphan must not go on writing.
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
            new Writer(order, random, connections, transaction).run(stopped());
        }
        if (order.mode() == Mode.LONG_LIVED) {
            // An application that was killed leaves its logs behind; so does this one, and without a last checkpoint.
            Runtime.getRuntime().halt(0);
        }
        connections.close();
    }

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

    /// The kernel gives an orphan another parent, so a number that changed says that the first one has
    /// ended.
    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
}
