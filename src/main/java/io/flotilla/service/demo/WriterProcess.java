package io.flotilla.service.demo;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/// A running writer. Safe for use by several threads, as far as {@link Process} is.
public final class WriterProcess {

    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED");

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
        Files.createDirectories(files.scratch());
        List<String> command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        JVM_OPTIONS.stream(),
                        Stream.of("-Djava.io.tmpdir=" + files.scratch(), "-cp", classPath()),
                        Stream.of(WriterMain.class.getName(), directory.toString(), "" + order.writer()))
                .flatMap(part -> part)
                .toList();
        Process process = new ProcessBuilder(command)
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

    /// Two entries are all a writer needs. They are found from the classes themselves, which works for
    /// class directories, one big jar, and Quarkus's layout, in which the system class path names only a
    /// launcher.
    private static String classPath() {
        return Stream.of(WriterMain.class, JDBC.class)
                .map(WriterProcess::origin)
                .distinct()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("The class loader does not say where " + type.getName()
                    + " comes from, so no writer process can be started with it");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Not a path: " + source.getLocation(), e);
        }
    }
}
