package io.flotilla.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The system's `sqlite3` shell, which has an older SQLite. It ends at the first statement that fails.
final class ShellApplication implements Application {

    private static final Path SHELL = Path.of("/usr/bin/sqlite3");
    private static final String DONE = "done";

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    private ShellApplication(Process process) {
        this.process = process;
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    static boolean isInstalled() {
        return Files.isExecutable(SHELL);
    }

    static ShellApplication open(Path database) throws SQLException {
        try {
            return new ShellApplication(
                    new ProcessBuilder(List.of(SHELL.toString(), "-batch", "-bail", database.toString()))
                            .redirectErrorStream(true)
                            .start());
        } catch (IOException failure) {
            throw new SQLException(failure);
        }
    }

    @Override
    public void execute(Iterable<String> statements) throws SQLException {
        try {
            for (String statement : statements) {
                in.write(statement + ";\n");
            }
            in.write(".print " + DONE + "\n");
            in.flush();
            String failure = "";
            for (String line = out.readLine(); !DONE.equals(line); line = out.readLine()) {
                if (line == null) {
                    throw new SQLException("The shell ended: " + failure);
                }
                failure = line;
            }
        } catch (IOException ended) {
            throw new SQLException("The shell ended", ended);
        }
    }

    /// Begins to run statements, and kills the shell soon after.
    void killWithin(List<String> statements, long nanos) {
        try {
            in.write(String.join(";\n", statements) + ";\n");
            in.flush();
        } catch (IOException ended) {
            // Then it is dead already.
        }
        LockSupport.parkNanos(nanos);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws SQLException {
        try {
            in.close();
        } catch (IOException ended) {
            // It was killed.
        }
        process.onExit().join();
    }
}
