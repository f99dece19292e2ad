package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A running writer. Safe for use by several threads, as far as {@link Process} is.
public final class WriterProcess {

    private final WriterFiles files;
    private final Process process;

    private WriterProcess(WriterFiles files, Process process) {
        this.files = files;
        this.process = process;
    }

    /// Starts a writer with the JDK of this process and nothing on its class path but this program and its
    /// driver.
    ///
    /// @param directory an existing directory outside the databases, for the ledger and the log
    /// @throws IOException if the order cannot be written or the process not started
    public static WriterProcess start(WriterOrder order, Path directory) throws IOException {
        var files = new WriterFiles(directory, order.writer());
        order.write(files.order());
        return start(WriterMain.class, files, List.of(directory.toString(), "" + order.writer()));
    }

    /// The same with another main class, which finds its order where it likes, and runs until its [StopSign].
    public static WriterProcess start(Class<?> main, WriterFiles files, List<String> arguments) throws IOException {
        Process process = PlainJava.process(main, files.scratch(), arguments)
                .redirectErrorStream(true)
                .redirectOutput(files.log().toFile())
                .start();
        return new WriterProcess(files, process);
    }

    public Path ledger() {
        return files.ledger();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits at most so long for the process to end by itself; whether it has.
    public boolean awaitEnd(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /// Asks the writer to finish its transaction and end; returns at once. One that has ended is not asked.
    public void askToStop() throws IOException {
        try {
            process.getOutputStream().write('.');
            process.getOutputStream().flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    /// Fails where the writer has ended with an error, with what it said last.
    ///
    /// @throws IllegalStateException if it ended with an error
    public void check() throws IOException {
        if (!process.isAlive() && process.exitValue() != 0) {
            throw new IllegalStateException("Writer " + files.writer() + " ended with exit code " + process.exitValue()
                    + ":\n" + Files.readString(files.log()));
        }
    }

    /// Ends the process without asking it, and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
