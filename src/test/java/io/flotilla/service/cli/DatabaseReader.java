package io.flotilla.service.cli;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.JDBC;

/// Another process in the middle of reading a database. Locks of this one would be lost whenever it closes
/// the file.
final class DatabaseReader implements AutoCloseable {

    private final Process process;

    private DatabaseReader(Process process) {
        this.process = process;
    }

    /// Returns when it reads.
    static DatabaseReader start(Path database) throws IOException, URISyntaxException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        origin(DatabaseReader.class) + File.pathSeparator + origin(JDBC.class),
                        DatabaseReader.class.getName(),
                        database.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            throw new IOException("It ended by itself");
        }
        return new DatabaseReader(process);
    }

    /// The other process: reads until its input ends.
    public static void main(String[] arguments) throws SQLException, IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                var statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("SELECT count(*) FROM t");
            System.out.println("reading");
            System.exit(System.in.read() < 0 ? 0 : 1);
        }
    }

    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }
}
