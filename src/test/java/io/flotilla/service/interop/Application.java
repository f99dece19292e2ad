package io.flotilla.service.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sqlite.JDBC;

/// An application that writes SQLite databases, in a process of its own: a real writer, whose locks and
/// death are real too. Used by one thread.
final class Application {

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    /// What an application allows itself.
    enum Habit {
        /// Leaves its databases in WAL mode.
        WAL,

        /// Changes the journal mode now and then.
        ANY_MODE
    }

    private Application(Process process) {
        this.process = process;
        this.orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Application start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = origin(ApplicationMain.class) + File.pathSeparator + origin(JDBC.class);
        return new Application(new ProcessBuilder(List.of(
                        java,
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        ApplicationMain.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void create(Path database, int pageBytes, String autoVacuum) throws IOException {
        order("create " + pageBytes + " " + autoVacuum + " " + database);
        await();
    }

    void write(Path database, Habit habit, long seed, int steps) throws IOException {
        begin(database, habit, seed, steps);
        await();
    }

    /// Orders steps without waiting for their end.
    void begin(Path database, Habit habit, long seed, int steps) throws IOException {
        order("write " + habit + " " + seed + " " + steps + " " + database);
    }

    /// Ends the process after so long, whatever it does then, as a crash does: the logs stay where they are.
    void kill(int millis) throws InterruptedException {
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
    }

    private void await() throws IOException {
        String answer = answers.readLine();
        if (!"ok".equals(answer)) {
            throw new IOException("The application answers: " + answer);
        }
    }

    private void order(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
