package io.flotilla.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script `flotilla`, in an installation that has a jar and no sources, among Javas that only say who they are and
/// with which arguments they were started.
///
/// The usual places of a JDK are looked for below a directory of the test, and no other program is on the path than
/// the script needs.
class LauncherTest {

    private static final List<String> NEEDED = List.of("sh", "dirname", "readlink");

    private static final String JAVA = """
            #!/bin/sh
            echo "java: $0"
            echo "names: $LC_ALL"
            for argument in "$@"; do printf '<%s>\\n' "$argument"; done
            exit ${FAKE_EXIT_CODE:-0}
            """;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path launcher;

    @BeforeEach
    void install() throws Exception {
        directory = temporary.toRealPath();
        Path home = Files.createDirectories(directory.resolve("installed here"));
        launcher = home.resolve("flotilla");
        String script = Files.readString(script());
        String moved = script.replace(" /usr/", " " + directory + "/usr/").replace(" /opt/", " " + directory + "/opt/");
        assertThat(moved).as("the usual places are moved").contains(directory + "/usr/lib/jvm/*");
        executable(launcher, moved);
        Files.createFile(Files.createDirectory(home.resolve("lib")).resolve("flotilla.jar"));
        Path bin = Files.createDirectory(directory.resolve("bin"));
        for (String name : NEEDED) {
            Files.createSymbolicLink(bin.resolve(name), onPath(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.3", "26-ea", "31.1"})
    void takesTheJavaOfJavaHome(String version) throws Exception {
        jdk("usr/lib/jvm/newer", "99");

        assertThat(run(jdk("mine", version), "version").lines()).contains("java: " + directory + "/mine/bin/java");
    }

    @Test
    void takesTheNewestOfTheUsualPlacesWhereJavaHomeIsTooOld() throws Exception {
        jdk("usr/lib/jvm/a", "25.0.3");
        jdk("usr/lib/jvm/b", "26.0.1");
        jdk("opt/c", "25.0.9");

        assertThat(run(jdk("mine", "17.0.9"), "version").lines())
                .contains("java: " + directory + "/usr/lib/jvm/b/bin/java");
    }

    @Test
    void takesTheJavaOnThePathThroughItsSymbolicLinks() throws Exception {
        Path mine = jdk("somewhere/jdk", "25.0.3");
        Files.createSymbolicLink(directory.resolve("alternative"), mine.resolve("bin/java"));
        Files.createSymbolicLink(directory.resolve("bin/java"), Path.of("../alternative"));

        assertThat(run(directory.resolve("none"), "version").lines()).contains("java: " + mine + "/bin/java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.9", "24.0.2", "1.8.0_402", "unknown"})
    void refusesAnOldJava(String version) throws Exception {
        Run run = run(jdk("mine", version), "version");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "Error: no JDK 25 or later in JAVA_HOME, in the usual places or on the PATH",
                        "Try: install one (for example from https://adoptium.net) and set JAVA_HOME to its directory");
    }

    @Test
    void passesArgumentsAsTheyAre() throws Exception {
        Run run = run(jdk("mine", "25"), "restore", "a b", "", "*", "$HOME", "-o=x  y", "two\nlines", "\"quoted\"");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .endsWith("<-jar>\n<" + launcher.resolveSibling("lib") + "/flotilla.jar>\n"
                        + "<restore>\n<a b>\n<>\n<*>\n<$HOME>\n<-o=x  y>\n<two\nlines>\n<\"quoted\">\n");
    }

    @Test
    void passesOnWhatTheEnvironmentHasForJavaBehindItsOwn() throws Exception {
        String command = "JAVA_OPTS='-Xmx1g -Dsome=thing' exec \"$0\" version";

        Run run = run(List.of("sh", "-c", command, launcher.toString()), jdk("mine", "25"), 0);

        assertThat(run.out()).containsSubsequence("<-Xmx256m>\n", "<-Xmx1g>\n<-Dsome=thing>\n", "<-jar>\n");
    }

    @Test
    void startsARestoreOfManyWithTheFirstCompilerAlone() throws Exception {
        assertThat(run(jdk("mine", "25"), "restore", "/target", "--all").out()).contains("<-XX:TieredStopAtLevel=1>");
        assertThat(run(jdk("mine", "25"), "restore", "/target/--all.db").out())
                .doesNotContain("<-XX:TieredStopAtLevel=1>");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 130, 143})
    void endsAsJavaEnds(int code) throws Exception {
        assertThat(run(List.of(launcher.toString(), "status"), jdk("mine", "25"), code)
                        .code())
                .isEqualTo(code);
    }

    @Test
    void worksThroughSymbolicLinksFromAnotherDirectory() throws Exception {
        Path links = Files.createDirectory(directory.resolve("links"));
        Files.createSymbolicLink(links.resolve("one"), Path.of("../installed here/flotilla"));
        Files.createSymbolicLink(links.resolve("flotilla"), links.resolve("one"));

        Run run = run(List.of("links/flotilla", "version"), jdk("mine", "25"), 0);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("<" + launcher.resolveSibling("lib") + "/flotilla.jar>\n<version>\n");
    }

    @Test
    void usesTheCacheThatFitsThisJavaAlone() throws Exception {
        Path lib = launcher.resolveSibling("lib");
        Files.writeString(lib.resolve("flotilla-25.0.3.aot"), "recorded");

        assertThat(run(jdk("mine", "25.0.3"), "version").out())
                .contains("<-XX:AOTCache=" + lib + "/flotilla-25.0.3.aot>");
        assertThat(run(jdk("other", "25.0.4"), "version").out()).doesNotContain("AOTCache");
    }

    @Test
    void readsNamesAsUtf8() throws Exception {
        assertThat(run(jdk("mine", "25"), "version").lines()).contains("names: C.UTF-8");
    }

    @Test
    void missesItsJar() throws Exception {
        Path lib = launcher.resolveSibling("lib");
        Files.delete(lib.resolve("flotilla.jar"));

        Run run = run(jdk("mine", "25"), "version");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("Error: there is no " + lib + "/flotilla.jar, and no sources to build it from\nTry: ");
    }

    private record Run(int code, String out, String err) {

        List<String> lines() {
            assertThat(code).as(err).isZero();
            return out.lines().toList();
        }
    }

    private Run run(Path javaHome, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return run(command, javaHome, 0);
    }

    private Run run(List<String> command, Path javaHome, int code) throws Exception {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("bin").toString());
        builder.environment().put("HOME", directory.resolve("home").toString());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("FAKE_EXIT_CODE", Integer.toString(code));
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path jdk(String place, String version) throws IOException {
        Path jdk = directory.resolve(place);
        Files.createDirectories(jdk.resolve("bin"));
        executable(jdk.resolve("bin/java"), JAVA);
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return jdk;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// The tests run in the directory of a module, and the script lies above it.
    private static Path script() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(at.resolve("flotilla"))) {
            at = at.getParent();
        }
        return at.resolve("flotilla");
    }

    private static Path onPath(String name) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
