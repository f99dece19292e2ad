package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Several writer processes as one. Killing them is safe from any thread, all else is for one thread.
public final class Writers implements AutoCloseable {

    private static final long STOP_MILLIS = 60_000;

    private final List<WriterProcess> processes;
    private final List<LineCount> lines;

    private Writers(List<WriterProcess> processes) {
        this.processes = List.copyOf(processes);
        this.lines = processes.stream()
                .map(process -> new LineCount(process.ledger()))
                .toList();
    }

    /// Starts a process for each order.
    ///
    /// @param directory for ledgers and logs, outside the databases; it is created
    /// @throws IOException if one cannot be started; those that were are ended
    public static Writers start(List<WriterOrder> orders, Path directory) throws IOException {
        return start(orders, directory, order -> WriterProcess.start(order, directory));
    }

    /// The same with processes of another kind.
    public static <T> Writers start(List<T> orders, Path directory, Starter<T> starter) throws IOException {
        Files.createDirectories(directory);
        List<WriterProcess> started = new ArrayList<>();
        try {
            for (T order : orders) {
                started.add(starter.start(order));
            }
        } catch (IOException e) {
            started.forEach(WriterProcess::kill);
            throw e;
        }
        return new Writers(started);
    }

    /// Starts a process for an order.
    public interface Starter<T> {

        WriterProcess start(T order) throws IOException;
    }

    public int count() {
        return processes.size();
    }

    /// Waits for so long, while all of them go on writing.
    ///
    /// @throws IllegalStateException if one has ended, with what it said
    public void watch(long millis) throws IOException, InterruptedException {
        processes.getFirst().awaitEnd(millis);
        for (WriterProcess process : processes) {
            process.check();
            if (!process.isAlive()) {
                throw new IllegalStateException("A writer ended by itself, see beside " + process.ledger());
            }
        }
    }

    /// Committed transactions so far, by the ledgers.
    public long transactions() throws IOException {
        long sum = 0;
        for (LineCount each : lines) {
            sum += each.lines();
        }
        return sum;
    }

    /// Lets each finish its transaction and end.
    ///
    /// @return what they were told is committed
    /// @throws IllegalStateException if one failed, or did not end in a minute
    public Ledger stop() throws IOException, InterruptedException {
        for (WriterProcess process : processes) {
            process.askToStop();
        }
        for (WriterProcess process : processes) {
            if (!process.awaitEnd(STOP_MILLIS)) {
                throw new IllegalStateException(
                        "The writer of " + process.ledger() + " did not end in " + STOP_MILLIS / 1000 + " seconds");
            }
            process.check();
        }
        return ledger();
    }

    /// What they were told so far is committed.
    public Ledger ledger() throws IOException {
        return Ledger.read(processes.stream().map(WriterProcess::ledger).toList());
    }

    /// Kills those that still run.
    @Override
    public void close() {
        processes.forEach(WriterProcess::kill);
    }
}
