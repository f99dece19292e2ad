package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.disk.PathBytes;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the packaged program, one after the other as a user calls them.
class CommandsIT {

    private static final String FIRST = "0000000000000001";
    private static final String SECOND = "0000000000000002";

    @TempDir
    private Path temporary;

    private Path directory;
    private Path source;
    private Path target;
    private int logs;

    @BeforeEach
    void makeSource() throws Exception {
        directory = temporary.toRealPath();
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
    }

    @Test
    void bringsBackEachUploadOfADatabase() throws Exception {
        Path database = write("a.db", 1);
        assertThat(run(once()))
                .matches("captured: 1 compared pages: first copy\n1 database, 1 file, \\S+ k?B shipped\n");
        Path first = Files.copy(database, directory.resolve("first.db"));
        write("a.db", 2);
        assertThat(run("replicate", "-once", "-state", state(), source.toString(), target.toString()))
                .startsWith("captured: ")
                .contains("\n1 database, 1 file, ");
        Path replica = target.resolve("a.db");

        Path latest = directory.resolve("latest.db");
        Answer answer = new Answer(run("restore", "file://" + replica, "-o", latest.toString(), "-json"));
        assertThat(latest).hasSameBinaryContentAs(database);
        assertThat(answer.fields("$"))
                .containsExactly(
                        "replica",
                        "db_path",
                        "txid",
                        "timestamp",
                        "pages",
                        "page_size",
                        "files",
                        "bytes_read",
                        "duration_ms",
                        "integrity_check");
        assertThat(answer.at("$.txid")).isEqualTo(SECOND);
        assertThat(answer.at("$.db_path")).isEqualTo(latest.toString());

        Path earlier = directory.resolve("earlier.db");
        assertThat(run("restore", "-txid", FIRST, "-o", earlier.toString(), replica.toString()))
                .startsWith("Restored " + earlier + " as of TXID " + FIRST + " of ");
        assertThat(earlier).hasSameBinaryContentAs(first);
    }

    @Test
    void showsTheFilesAndTheStateOfAReplica() throws Exception {
        write("a.db", 1);
        run(once());
        write("a.db", 2);
        run(once());
        String replica = target.resolve("a.db").toString();

        List<String> table = run("ltx", replica).lines().toList();
        assertThat(table.getFirst()).matches("level +min txid +max txid +pages +bytes +created");
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
        assertThat(table.subList(1, table.size()))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches(" +0 +" + FIRST + " +" + FIRST + " +[1-9]\\d* +[1-9]\\d* +" + time),
                        line -> assertThat(line)
                                .matches(" +0 +" + SECOND + " +" + SECOND + " +[1-9]\\d* +[1-9]\\d* +" + time));

        Answer files = new Answer(run("ltx", replica, "--json"));
        assertThat(files.size("$")).isEqualTo(2);
        assertThat(files.fields("$[1]")).containsExactly("level", "min_txid", "max_txid", "pages", "size", "created");
        assertThat(files.at("$[1].max_txid")).isEqualTo(SECOND);
        assertThat(files.at("$[0].size"))
                .isEqualTo(Long.toString(Files.size(files(replica).getFirst())));
        assertThat(files.at("$[0].created")).matches(time);
        assertThat(flagOfFirstPage(files(replica).getFirst())).isOne();
        assertThat(run("ltx", "-level", "0", replica).lines()).containsExactlyElementsOf(table);
        assertThat(run("ltx", "-level", "all", replica).lines()).containsExactlyElementsOf(table);
        assertThat(run("ltx", "-level", "9", replica).lines()).hasSize(1);
        assertThat(program().attempt("ltx", "-level", "10", replica).error())
                .contains("'10' is no level: 0 to 9, or all");

        Answer states = new Answer(run("status", "--state", state(), "--json"));
        assertThat(states.size("$")).isEqualTo(1);
        assertThat(states.fields("$[0]"))
                .containsExactly(
                        "database", "target", "replica", "position", "tier", "state", "code", "reason", "lag_seconds");
        assertThat(states.at("$[0].database")).isEqualTo(source.resolve("a.db").toString());
        assertThat(states.at("$[0].position")).isEqualTo(SECOND);
        assertThat(states.at("$[0].state")).isEqualTo("ACTIVE");
    }

    @Test
    @Tag("I-5")
    void bringsBackATreeOfOddNamesThoughOneReplicaIsDamaged() throws Exception {
        List<byte[]> names = List.of(
                bytes("plain.db"),
                bytes("of one/two words.db"),
                bytes("of one/100%25.db"),
                bytes("line\nbreak.db"),
                bytes("\u65e5\u672c/gr\u00fc\u00dfe.db"),
                new byte[] {'n', 'o', '-', (byte) 0xff, '/', (byte) 0xc3, '(', '.', 'd', 'b'});
        for (byte[] name : names) {
            move(write("new.db", 1), below(source, name));
        }
        write("sick.db", 1);
        assertThat(run(once())).startsWith("captured: ").contains("\n7 databases, 7 files, ");
        Path sick = files(target.resolve("sick.db").toString()).getFirst();
        flip(sick, Files.size(sick) / 2);

        Path restored = directory.resolve("restored");
        Program program = program();
        Ended ended = program.attempt("restore", "--all", target.toString(), "-o", restored.toString());

        assertThat(ended.exitCode()).as(program.said()).isEqualTo(1);
        assertThat(program.said())
                .startsWith("Error: 1 of 7 databases not restored: the answer on standard output says which, and why");
        assertThat(ended.output().lines())
                .filteredOn(line -> line.contains("FAILED"))
                .singleElement()
                .asString()
                .startsWith("FAILED    sick.db: ")
                .contains("The replica is damaged at sick.db/ltx/0/");
        assertThat(ended.output().lines()).anyMatch(line -> line.endsWith("  line\\x0abreak.db"));
        assertThat(ended.output()).contains("Restored 6 of 7 databases");
        for (byte[] name : names) {
            assertThat(Files.readAllBytes(below(restored, name)))
                    .as(new String(name, UTF_8))
                    .isEqualTo(Files.readAllBytes(below(source, name)));
        }
        assertThat(restored.resolve("sick.db")).doesNotExist();

        Path again = directory.resolve("again");
        ended = program()
                .attempt("restore", "-all", "-parallel", "1", "-json", "-output", again.toString(), target.toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        var answer = new Answer(ended.output());
        assertThat(answer.fields("$"))
                .containsExactly(
                        "target", "replicas", "restored", "before", "not_yet", "deleted", "failed", "duration_ms");
        assertThat(List.of(answer.at("$.restored"), answer.at("$.failed"))).containsExactly("6", "1");
        assertThat(answer.size("$.replicas")).isEqualTo(7);
        // The others are told when many of them have become durable together.
        assertThat(answer.at("$.replicas[0].replica")).isEqualTo("sick.db");
        assertThat(answer.fields("$.replicas[0]")).containsExactly("replica", "error");
        assertThat(answer.at("$.replicas[1].replica")).isEqualTo("line\nbreak.db");
        assertThat(answer.fields("$.replicas[1]")).contains("db_path", "txid");
    }

    /// With an interval of an hour nothing but the last sync can upload what is written after the first one.
    @Test
    @Tag("P-9")
    void showsTheStateWhileAReplicatorRunsAndEndsWellWhenItIsTerminated() throws Exception {
        write("a.db", 1);
        Program program = program();
        Process process = program.start("replicate", source.toString(), target.toString(), "--interval", "1h");
        try {
            await(process, target.resolve("a.db/ltx/0"));
            while (!run("status").contains(" ACTIVE ")) {
                assertThat(process.isAlive()).as(program.said()).isTrue();
            }
            assertThat(run("status")).contains("1 database to file://" + target, "a.db  ", FIRST, " ACTIVE ");
            String said = run("status", source.toString());
            assertThat(said).contains("1 database to file://" + target, FIRST);
            String named = said.lines().findFirst().orElseThrow().replaceFirst(".*, state in ", "");
            assertThat(run("status", "--state", named)).isEqualTo(said);
            Program stranger = program();
            assertThat(stranger.attempt("status", target.toString()).exitCode()).isEqualTo(1);
            assertThat(stranger.said()).startsWith("Error: Nothing is known of " + target);
        } finally {
            endsWell(program, process, "TERM");
        }
    }

    @Test
    void endsWellWhenItIsInterrupted() throws Exception {
        write("a.db", 1);
        Program program = interruptible(program());
        Process process = program.start("replicate", source.toString(), target.toString(), "-interval=1h");
        await(process, target.resolve("a.db/ltx/0"));
        endsWell(program, process, "INT");
    }

    private void endsWell(Program program, Process process, String signal) throws Exception {
        Path database = write("a.db", 77);
        String kill = "kill -" + signal + " " + process.pid();
        assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(program.said()).isTrue();
        assertThat(process.exitValue()).as(program.said()).isZero();
        assertThat(program.said()).endsWith(" shipped");

        Path restored = assertRestored(target, database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + restored);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select max(x) from t")) {
            assertThat(rows.getInt(1)).isEqualTo(77);
        }
    }

    @Test
    void twoRunSideBySide() throws Exception {
        Path database = write("a.db", 1);
        Path other = directory.resolve("other");
        Program program = program();
        Process one = program.start(once());
        Process two = program.start("replicate", source.toString(), other.toString(), "--once");

        for (Process process : List.of(one, two)) {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(program.said()).isZero();
        }
        for (Path place : List.of(target, other)) {
            assertRestored(place, database);
        }
    }

    /// The two bytes behind the number of a page: 1 for a block with its length, 0 for a frame as LZ4 defines
    /// it.
    @Test
    void encodesPagesInTheOlderWayWhenAsked() throws Exception {
        Path database = write("a.db", 1);
        run("replicate", source.toString(), target.toString(), "--once", "--legacy-frames");

        assertThat(flagOfFirstPage(files(target.resolve("a.db").toString()).getFirst()))
                .isZero();
        assertRestored(target, database);
    }

    @Test
    void saysOnceWhatIsLeftBehind() throws Exception {
        Path linked = write("linked.db", 1);
        Files.createLink(directory.resolve("other name"), linked);
        write("sound.db", 1);

        Program program = program();
        assertThat(program.attempt(once()).exitCode()).isEqualTo(1);

        assertThat(program.said().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Error: " + linked + ": UNSUPPORTED, hard-linked"),
                        line -> assertThat(line).startsWith("Try: "));
        assertThat(target.resolve("sound.db/ltx/0")).isNotEmptyDirectory();
    }

    @Test
    void helpsWhoeverAsks() throws Exception {
        assertThat(run("version")).matches("flotilla \\S+ \\(Java \\S+\\)\n");
        assertThat(run("--help"))
                .contains("Examples:", "Exit codes:", "replicate", "restore", "ltx", "status", "demo", "completion");

        Program program = program();
        Ended ended = program.attempt("restore", "/backup/a.db", "--ouput", "a.db");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output()).isEmpty();
        assertThat(program.said().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("Error: Unknown option")
                                .contains("--ouput", "--output"),
                        line -> assertThat(line).isEqualTo("Try: flotilla restore --help"));
    }

    @Test
    void writesACompletionThatBashTakes() throws Exception {
        Path script = Files.writeString(directory.resolve("completion"), run("completion"));
        Path said = directory.resolve("bash says");

        String asked = "source '" + script + "' && complete -p flotilla";
        for (List<String> command : List.of(List.of("bash", "-n", script.toString()), List.of("bash", "-c", asked))) {
            Process bash = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            assertThat(bash.waitFor()).as(Files.readString(said)).isZero();
        }
        assertThat(said).content().contains("flotilla");
        assertThat(script).content().contains("--legacy-frames", "--txid", "clone");
    }

    /// The program with a log of its own, and with what a user's environment has: a home for states, and
    /// names in UTF-8.
    private Program program() {
        Program packaged = Program.flotilla(directory.resolve("log-" + ++logs));
        List<String> command =
                new ArrayList<>(List.of("env", "LC_ALL=C.UTF-8", "XDG_STATE_HOME=" + directory.resolve("states")));
        command.addAll(packaged.command());
        return new Program(command, packaged.log());
    }

    /// What a shell starts in the background ignores SIGINT, and so does all that it starts: this takes it
    /// back.
    private static Program interruptible(Program program) {
        List<String> command = new ArrayList<>(program.command());
        command.add(1, "--default-signal=INT");
        return new Program(command, program.log());
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        return program().run(arguments);
    }

    private String[] once() {
        return new String[] {"replicate", source.toString(), target.toString(), "--once", "--state", state()};
    }

    private String state() {
        return directory.resolve("state").toString();
    }

    /// The target alone gives `a.db` back, byte for byte.
    private Path assertRestored(Path place, Path database) throws IOException {
        Path restored = directory.resolve("restored-from-" + place.getFileName());
        try (OpenTarget opened = Targets.installed().open(TargetUrl.parse(place.toString()))) {
            var store = new LtxStore(opened.target(), opened.layout());
            var request = new RestoreRequest(ObjectKey.of("a.db"), new RestorePoint.Latest(), restored);
            assertThat(new Restore(store).restore(request, RestoreProgress.NONE))
                    .isInstanceOf(RestoreResult.Restored.class);
        }
        assertThat(restored).hasSameBinaryContentAs(database);
        return restored;
    }

    private static void await(Process process, Path place) throws InterruptedException {
        for (int i = 0; i < 1200 && !hasFile(place); i++) {
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                    .as("it ended")
                    .isFalse();
        }
        assertThat(place).isNotEmptyDirectory();
    }

    private static boolean hasFile(Path place) {
        String[] names = place.toFile().list();
        return names != null && names.length > 0;
    }

    private static List<Path> files(String replica) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(replica, "ltx", "0"))) {
            return files.sorted().toList();
        }
    }

    private static int flagOfFirstPage(Path file) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(LtxHeader.BYTES + Integer.BYTES);
            return bytes.readUnsignedShort();
        }
    }

    private static void flip(Path file, long offset) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int old = bytes.read();
            bytes.seek(offset);
            bytes.write(old ^ 1);
        }
    }

    /// Writes a row into a database in WAL mode, and closes it, so that the file alone is the database.
    private Path write(String name, int row) throws Exception {
        Path database = source.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("create table if not exists t(x, y)");
            statement.execute("insert into t values (" + row + ", randomblob(20000))");
        }
        return database;
    }

    private static void move(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.move(from, to);
    }

    private static byte[] bytes(String name) {
        return name.getBytes(UTF_8);
    }

    private static Path below(Path directory, byte[] name) {
        var path = new ByteArrayOutputStream();
        path.writeBytes(PathBytes.of(directory));
        path.write('/');
        path.writeBytes(name);
        return PathBytes.toPath(path.toByteArray());
    }
}
