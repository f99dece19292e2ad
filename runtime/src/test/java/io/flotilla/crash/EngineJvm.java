package io.flotilla.crash;

import io.flotilla.sqlite.SqliteProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.sqlite.util.OSInfo;

/// Starts engines as processes of their own, quickly: the same classes each time, from a cache, without the driver's
/// library being unpacked each time.
final class EngineJvm {

    private static final String LIBRARY = "libsqlitejdbc.so";

    private final Path directory;
    private final List<String> command;

    private EngineJvm(Path directory, List<String> command) {
        this.directory = directory;
        this.command = command;
    }

    /// One engine that was started.
    record Engine(Process process, Mailbox mailbox, Path said) {

        /// What it wrote to its standard streams.
        String text() throws IOException {
            return Files.readString(said);
        }
    }

    /// Prepares a directory for engines that start without a cache.
    static EngineJvm plain(Path directory) throws IOException {
        prepare(directory);
        return new EngineJvm(directory, command(directory, System.getProperty("java.class.path")));
    }

    /// Prepares a directory for engines that start from a cache, which takes some seconds.
    static EngineJvm cached(Path directory) throws IOException, InterruptedException {
        prepare(directory);
        List<String> usual = command(directory, jars(directory));
        Path cache = directory.resolve("classes.aot");
        List<String> recording = new ArrayList<>(usual);
        recording.add(1, "-XX:AOTCacheOutput=" + cache);
        var jvm = new EngineJvm(directory, recording);
        Path recorded = Files.createDirectory(directory.resolve("recorded"));
        Engine engine = jvm.start(Files.createDirectory(directory.resolve("recorder")));
        Files.createDirectory(recorded.resolve("source"));
        engine.mailbox().begin(recorded, 1);
        engine.mailbox().allow(1);
        engine.mailbox().stop();
        Mailbox.await(() -> engine.mailbox().isEnded() || !engine.process().isAlive());
        engine.mailbox().finish();
        if (engine.process().waitFor() != 0 || !Files.exists(cache)) {
            throw new IOException("No cache could be recorded: " + engine.text());
        }
        List<String> quick = new ArrayList<>(usual);
        quick.add(1, "-XX:AOTCache=" + cache);
        return new EngineJvm(directory, quick);
    }

    /// Starts an engine with its own things in a directory that is there. It rehearses, and then waits to be asked for
    /// runs. It ends with the thread that started it.
    Engine start(Path home) throws IOException {
        Path rehearsal = home.resolve("rehearsal");
        copy(directory.resolve("rehearsal"), rehearsal);
        Path mailbox = home.resolve("mailbox");
        Path said = home.resolve("said");
        String driver = Long.toString(ProcessHandle.current().pid());
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(mailbox.toString(), rehearsal.toString(), driver));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        return new Engine(process, Mailbox.map(mailbox), said);
    }

    private static void prepare(Path directory) throws IOException {
        unpackLibrary(Files.createDirectories(directory).resolve(LIBRARY));
        Path first = Files.createDirectories(directory.resolve("rehearsal/rehearsal/first"));
        Path second = Files.createDirectories(directory.resolve("rehearsal/rehearsal/second"));
        Path made = Files.createDirectories(directory.resolve("made"));
        try (SqliteProcess application = SqliteProcess.start()) {
            var logged = application.open(
                    made.resolve("logged.db"),
                    "pragma journal_mode=wal",
                    "create table t (x)",
                    "insert into t values (1)");
            application
                    .open(made.resolve("plain.db"), "create table t (x)", "insert into t values (1)")
                    .close();
            copyFiles(made, first, "logged.db", "logged.db-wal", "plain.db");
            logged.execute("insert into t values (2)");
            application
                    .open(made.resolve("plain.db"), "insert into t values (2)")
                    .close();
            copyFiles(made, second, "logged.db-wal", "plain.db");
        }
    }

    private static void unpackLibrary(Path to) throws IOException {
        String name = "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + LIBRARY;
        try (InputStream in = org.sqlite.JDBC.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("The driver has no " + name);
            }
            Files.copy(in, to);
        }
    }

    private static List<String> command(Path directory, String classPath) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xms24m",
                "-Xmx96m",
                "-XX:-UsePerfData",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + directory,
                "-Dorg.sqlite.lib.path=" + directory,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                classPath,
                EngineMain.class.getName());
    }

    /// The class path, with each directory as a jar: a cache takes nothing else.
    private static String jars(Path directory) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                Path jar = directory.resolve("classes-" + entries.size() + ".jar");
                pack(path, jar);
                entries.add(jar.toString());
            } else if (Files.exists(path)) {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static void copyFiles(Path from, Path to, String... names) throws IOException {
        for (String name : Arrays.asList(names)) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
