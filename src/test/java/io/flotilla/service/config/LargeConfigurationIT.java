package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Very many entries, in a heap in which an entry may take a quarter of a kilobyte. A million of them, in the heap that
/// the launcher gives, after `mvn package`:
///
/// ```
/// mvn verify -pl src -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=LargeConfigurationIT \
///     -Dfailsafe.failIfNoSpecifiedTests=false -Dflotilla.entries=1000000
/// ```
class LargeConfigurationIT {

    private static final int ENTRIES = Integer.getInteger("flotilla.entries", 250_000);
    private static final String HEAP = "-Xmx%dm".formatted(ENTRIES / 4000 + 6);

    @TempDir
    private Path directory;

    @Test
    void allEntriesAreReadAndPlanned() throws Exception {
        Path file = write(ENTRIES, "");

        assertThat(program().withJava(HEAP).run("config", "check", "-config", file.toString()))
                .contains(": " + ENTRIES + " databases listed, 0 roots, 1 target", "file:///mnt/backup");
    }

    @Test
    void whatIsWrongInTheLastOfThemIsSaidWithItsLine() throws Exception {
        Path file = write(
                100_000,
                "  - path: /srv/tenants/tenant0000007/main.db\n    replica: {url: file:///mnt/backup/x, pth: y}\n");

        Program.Ended ended = program().attempt("config", "check", "-config", file.toString());

        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.error())
                .contains("litestream.yml:300002: /srv/tenants/tenant0000007/main.db is listed on line 23 already")
                .contains("litestream.yml:300003: unknown key 'pth' in 'replica'; did you mean 'path'?");
    }

    private Program program() {
        return Program.flotilla(directory.resolve("log"));
    }

    private Path write(int entries, String more) throws IOException {
        Path file = directory.resolve("litestream.yml");
        try (Writer to = Files.newBufferedWriter(file)) {
            to.write("dbs:\n");
            for (int i = 0; i < entries; i++) {
                to.write("  - path: /srv/tenants/tenant%07d/main.db%n".formatted(i));
                to.write("    replica:%n      url: file:///mnt/backup/tenant%07d/main%n".formatted(i));
            }
            to.write(more);
        }
        return file;
    }
}
