package io.flotilla.service.demo;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/// Processes of this JDK with nothing on their class path but this program and the JDBC driver, so that they start at
/// once.
public final class PlainJava {

    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED");

    private PlainJava() {}

    /// A process of this main class that is not started yet.
    ///
    /// @param scratch where the driver unpacks its native library: one that is killed leaves it nowhere else
    public static ProcessBuilder process(Class<?> main, Path scratch, List<String> arguments) throws IOException {
        Files.createDirectories(scratch);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-Djava.io.tmpdir=" + scratch, "-cp", classPath(main), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /// Two entries are all they need. They are found from the classes themselves, which works for class
    /// directories, one big jar, and Quarkus's layout, in which the system class path names only a launcher.
    private static String classPath(Class<?> main) {
        return Stream.of(main, JDBC.class)
                .map(PlainJava::origin)
                .distinct()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("The class loader does not say where " + type.getName()
                    + " comes from, so no process can be started with it");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Not a path: " + source.getLocation(), e);
        }
    }
}
