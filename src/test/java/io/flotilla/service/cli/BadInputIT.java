package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the packaged program says of input with which it can do nothing: a line with what, where and why, no exit
/// code 0, and nothing half-written.
class BadInputIT {

    @TempDir
    private Path temporary;

    private Path directory;
    private Path source;

    @BeforeEach
    void makeSource() throws Exception {
        directory = temporary.toRealPath();
        source = Files.createDirectory(directory.resolve("source"));
    }

    @Test
    void aFileThatIsNotADatabase() throws Exception {
        Path file = Files.writeString(source.resolve("letter.txt"), "Dear reader, ".repeat(100));
        assertSays(once(file, target()), file.toString(), "not a database: no SQLite header");
        assertThat(target()).doesNotExist();
    }

    @Test
    @Tag("D-15")
    void anEmptyFile() throws Exception {
        Path file = Files.createFile(source.resolve("empty.db"));
        assertSays(once(file, target()), file.toString(), "WAITING", "it is empty");
        assertSays(once(file, target()), file.toString(), "WAITING", "it is empty");
    }

    @Test
    void nothingAtAll() throws Exception {
        assertSays(
                once(source.resolve("absent"), target()),
                source.resolve("absent").toString(),
                "No such");
        assertThat(target()).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeRead() throws Exception {
        assumeThat(System.getProperty("user.name")).as("root reads everything").isNotEqualTo("root");
        write("a.db");
        Path closed = Files.createDirectory(source.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assertSays(once(source, target()), closed.toString(), "permission denied");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(target().resolve("a.db")).as("the others are replicated").exists();
    }

    @Test
    void aFileWhereTheTargetShouldBe() throws Exception {
        write("a.db");
        Path file = Files.writeString(directory.resolve("target"), "mine");
        assertSays(once(source, file), file.toString(), "is not a directory: choose another target");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aFileInTheWayOfAReplica() throws Exception {
        write("a.db");
        write("b.db");
        Files.createDirectory(target());
        Files.writeString(target().resolve("a.db"), "mine");
        assertSays(once(source, target()), source.resolve("a.db").toString(), "FAILED");
        assertThat(target().resolve("a.db")).hasContent("mine");
        assertThat(target().resolve("b.db").resolve("ltx"))
                .as("the others are replicated")
                .exists();
    }

    @Test
    void aTargetThatIsMountedReadOnly() throws Exception {
        write("a.db");
        Path mount = Files.createDirectory(directory.resolve("mount"));
        try (var mounted = new Mounted(mount, "ro,size=1m")) {
            assertSays(
                    once(source, mount),
                    source.resolve("a.db").toString(),
                    "read-only file system",
                    "choose another target");
        }
    }

    @Test
    void aTargetThatIsFull() throws Exception {
        write("a.db");
        Path mount = Files.createDirectory(directory.resolve("mount"));
        try (var mounted = new Mounted(mount, "size=64k")) {
            assertSays(once(source, mount), source.resolve("a.db").toString(), "the disk is full", "free some space");
            try (Stream<Path> files = Files.walk(mount)) {
                assertThat(files.filter(Files::isRegularFile))
                        .as("nothing half-written")
                        .isEmpty();
            }
            assertThat(mounted.command("mount", "-o", "remount,size=8m", mount.toString()))
                    .isZero();
            assertThat(once(source, mount).exitCode()).as("nothing was lost").isZero();
        }
    }

    @Test
    void anOutputThatIsThere() throws Exception {
        write("a.db");
        assertThat(once(source, target()).exitCode()).isZero();
        Path output = Files.writeString(directory.resolve("mine.db"), "mine");
        assertSays(
                run("restore", target().resolve("a.db").toString(), "-o", output.toString()),
                output.toString(),
                "xists");
        assertThat(output).hasContent("mine");
    }

    @Test
    void urlsThatNameNothing() throws Exception {
        write("a.db");
        assertSays(run("replicate", source.toString(), "ftp://host/x", "--once", "--state", state()), "ftp", "file");
        assertSays(run("replicate", source.toString(), "file://[", "--once", "--state", state()), "file://[");
        assertSays(run("replicate", source.toString(), "", "--once", "--state", state()), "TARGET-URL");
    }

    @Test
    @Tag("P-11")
    void twoReplicatorsOnOneState() throws Exception {
        write("a.db");
        Process first = start(target());
        try {
            await(first, target().resolve("a.db"));
            assertSays(once(source, target()), state(), "in use by process", "choose another state");
        } finally {
            first.destroy();
        }
        assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(first.exitValue()).isZero();
    }

    @Test
    void oneStateForTwoTargets() throws Exception {
        write("a.db");
        assertThat(once(source, target()).exitCode()).isZero();
        assertSays(once(source, directory.resolve("other")), state(), "belongs to", "hoose another state");
        assertThat(directory.resolve("other")).doesNotExist();
    }

    @Test
    @Tag("S-16")
    void twoReplicatorsOnOneReplica() throws Exception {
        write("a.db");
        assertThat(once(source, target()).exitCode()).isZero();
        write("a.db");
        List<String> other = List.of("replicate", source.toString(), target().toString(), "--once", "--state");
        List<String> second = new ArrayList<>(other);
        second.add(directory.resolve("state-2").toString());
        assertThat(run(second.toArray(String[]::new)).exitCode())
                .as("takes it over")
                .isZero();
        write("a.db");

        assertSays(once(source, target()), source.resolve("a.db").toString(), "FENCED", "was written by");
    }

    @Test
    void twoDatabasesWithOneKey() throws Exception {
        for (String project : new String[] {"p1", "p2"}) {
            Files.createDirectory(source.resolve(project));
            write(project + "/a.db");
        }
        String[] arguments = {"replicate", source.toString(), target().toString(), "--state", state(), "--once", "--key"
        };
        assertSays(
                run(with(arguments, "{name}")),
                "Two databases would share a replica",
                source.resolve("p1/a.db").toString(),
                source.resolve("p2/a.db").toString(),
                "give one of them another key or root");
        assertThat(target().resolve("a")).doesNotExist();
        assertSays(run(with(arguments, "{nmae}")), "unknown name {nmae}", "Known: branch, database, filename, name");
        assertThat(run(with(arguments, "{{project}}/{{name}}")).exitCode()).isZero();
        assertThat(target().resolve("p2/a/ltx/0")).isNotEmptyDirectory();
        assertThat(run(
                                "restore",
                                target().resolve("p2/a").toString(),
                                "-o",
                                directory.resolve("back.db").toString())
                        .exitCode())
                .isZero();
    }

    private static String[] with(String[] arguments, String last) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    private Path target() {
        return directory.resolve("target");
    }

    private String state() {
        return directory.resolve("state").toString();
    }

    private Ended once(Path from, Path to) throws IOException, InterruptedException {
        return run("replicate", from.toString(), to.toString(), "--once", "--state", state());
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return Program.flotilla(directory.resolve("log")).attempt(arguments);
    }

    private Process start(Path to) throws IOException {
        List<String> command =
                new ArrayList<>(Program.flotilla(directory.resolve("log")).command());
        command.addAll(List.of("replicate", source.toString(), to.toString(), "--state", state()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static void await(Process process, Path file) throws InterruptedException {
        for (int i = 0; i < 600 && !Files.exists(file); i++) {
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                    .as("it ended")
                    .isFalse();
        }
        assertThat(file).exists();
    }

    private static void assertSays(Ended ended, String... words) {
        System.out.println(ended.error().strip());
        assertThat(ended.exitCode()).as(ended.toString()).isNotZero();
        List<String> errors =
                ended.error().lines().filter(line -> line.startsWith("Error: ")).toList();
        assertThat(errors).as(ended.error()).singleElement().asString().contains(words);
        assertThat(ended.error()).doesNotContain("\tat ");
    }

    private void write(String name) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source.resolve(name));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("create table if not exists t(x)");
            statement.execute("insert into t values (randomblob(200000))");
        }
    }

    /// A small file system of its own, for as long as it is open. Only root can mount one.
    private record Mounted(Path at) implements AutoCloseable {

        Mounted(Path at, String options) throws IOException, InterruptedException {
            this(at);
            assumeThat(System.getProperty("user.name")).as("only root mounts").isEqualTo("root");
            assumeThat(command("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()))
                    .as("mounts are allowed here")
                    .isZero();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            command("umount", "-l", at.toString());
        }

        int command(String... words) throws IOException, InterruptedException {
            return new ProcessBuilder(words).inheritIO().start().waitFor();
        }
    }
}
