package io.flotilla.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// An application that uses SQLite, in a process of its own.
///
/// Tests never open through SQLite, in their own process, a database that the engine reads there: POSIX locks belong
/// to the process, and the engine's closing of a descriptor would drop the application's. Several can run at once.
/// For use by one thread at a time.
public final class SqliteProcess implements AutoCloseable {

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private int connections;

    private SqliteProcess(Process process) {
        this.process = process;
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /// Starts an application without a connection.
    public static SqliteProcess start() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms8m", "-Xmx64m"));
        command.addAll(List.of("-Dslf4j.internal.verbosity=ERROR", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath()));
        command.add(SqliteApplication.class.getName());
        try {
            return new SqliteProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Only what the application needs: a long class path starts slowly.
    private static String classPath() {
        String driver = location(org.sqlite.JDBC.class);
        Stream<String> logging = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("slf4j-api"));
        return Stream.concat(Stream.of(location(SqliteApplication.class), driver), logging)
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A connection of the application, by its number.
    public final class Connection {

        private final String name;

        private Connection(String name) {
            this.name = name;
        }

        /// Runs statements one after another, and reads every row that they give.
        public Connection execute(String... statements) {
            for (String statement : statements) {
                ask("execute", name, statement);
            }
            return this;
        }

        /// The rows of a query: columns separated by `|`, rows by line breaks.
        public String query(String sql) {
            return ask("query", name, sql);
        }

        public void close() {
            ask("close", name);
        }
    }

    /// Opens a database, and runs statements on the new connection.
    public Connection open(Path database, String... statements) {
        var connection = new Connection("c" + connections++);
        ask("open", connection.name, database.toString());
        return connection.execute(statements);
    }

    /// Begins work inside the process; [#await()] waits for its end. Nothing else can be asked meanwhile.
    public void begin(Class<? extends SqliteApplication.Task> task, String... arguments) {
        var words = new ArrayList<>(List.of("run", task.getName()));
        words.addAll(List.of(arguments));
        send(words);
    }

    /// Waits for the end of the work, and gives its result.
    public String await() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("The application ended");
            }
            List<String> answer = SqliteApplication.decode(line);
            if (answer.getFirst().equals("error")) {
                throw new IllegalStateException("The application failed: " + answer.get(1));
            }
            return answer.get(1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public long pid() {
        return process.pid();
    }

    /// Kills the application, which leaves everything as it is, and waits for its end.
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    /// Closes the connections in order; the application goes on.
    void closeConnections() {
        ask("close all");
    }

    /// Closes the connections in order, and ends the application.
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        }
        waitForEnd();
    }

    private void waitForEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String ask(String... words) {
        send(List.of(words));
        return await();
    }

    private void send(List<String> words) {
        try {
            in.write(SqliteApplication.encode(words));
            in.newLine();
            in.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
