package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One file, read by both programs.
class ConfigurationInteropIT {

    private static final String FILE = """
            access-key-id: ${NOBODY_SET_THIS}x
            dbs:
              - path: %1$s/a.db
                replica:
                  path: %1$s/one/a
              - path: sqlite://%1$s/./sub/../b.db
                replicas:
                  - name: older
                    url: file://%1$s/two/b
              - path: relative.db
                replica: &bucket
                  type: s3
                  bucket: some-bucket
                  path: c
                  region: eu-central-1
              - path: ~/d.db
                replica:
                  <<: *bucket
                  path: d
            """;

    @TempDir
    Path directory;

    @Test
    void bothListTheSameDatabases() throws Exception {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(found.isPresent(), "interop: there is no Litestream, and nothing is compared");
        String file = Files.writeString(directory.resolve("litestream.yml"), FILE.formatted(directory))
                .toString();
        Path log = directory.resolve("log.txt");
        var litestream = new Program(List.of(found.get().toString()), log);
        var flotilla = Program.flotilla(log);

        String theirs = litestream.run("databases", "-config", file);
        assertThat(theirs).contains("a.db", "b.db", "relative.db", "d.db", "s3");
        assertThat(flotilla.run("databases", "-config", file)).isEqualTo(theirs);
        assertThat(flotilla.run("databases", "-json", "-config", file).replaceAll("\\s", ""))
                .isEqualTo(litestream.run("databases", "-json", "-config", file).replaceAll("\\s", ""));

        Path own = Files.writeString(
                directory.resolve("flotilla.yml"), flotilla.run("config", "migrate", "-config", file));
        assertThat(litestream.run("databases", "-config", own.toString())).isEqualTo(theirs);
    }
}
