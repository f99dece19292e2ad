package io.flotilla.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineJvmTest {

    @TempDir
    Path directory;

    /// Starts an engine, says its process's id when it is ready for a run, and waits to be killed.
    static final class Driver {

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            Path home = Files.createDirectory(directory.resolve("engine"));
            EngineJvm.Engine engine = EngineJvm.plain(directory.resolve("jvm")).start(home);
            new EngineLife(engine, Files.createDirectory(directory.resolve("run")), 1).begin();
            System.out.println(engine.process().pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void anEngineEndsWithItsDriver() throws Exception {
        Process driver = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Driver.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = driver.inputReader()) {
            ProcessHandle engine =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(engine.isAlive()).isTrue();

            driver.destroyForcibly();

            assertThat(engine.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
        } finally {
            driver.destroyForcibly();
        }
    }
}
