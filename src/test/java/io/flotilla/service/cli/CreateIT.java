package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `flotilla create` of the packaged program.
class CreateIT {

    @TempDir
    private Path directory;

    private Path template;
    private Path root;

    @BeforeEach
    void makeTemplate() throws Exception {
        template = directory.resolve("template.db");
        root = directory.resolve("data");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + template);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE words (word TEXT)");
        }
    }

    @Test
    void createsWhatIsMissingAndSaysSo() throws Exception {
        String first = create("--count", "250", "--json").output();

        assertThat(first).startsWith("{\"created\":250,\"existing\":0,\"bytesEach\":8192,");
        assertThat(root.resolve("project1/databases/db1/branches/branch3/tenants/tenant50.db"))
                .hasSameBinaryContentAs(template);
        assertThat(create("--count", "300").output()).startsWith("50 databases created, 410 kB; 250 were there");
    }

    @Test
    void saysWhatIsWrongWithATemplateOrAPattern() throws Exception {
        Ended few = create("--count", "11", "--pattern", "{t:1-10}.db");
        assertThat(few.exitCode()).isEqualTo(1);
        assertThat(few.error()).contains("Error: The pattern '{t:1-10}.db' gives 10 names, not 11");

        Files.writeString(template, "no database");
        Ended none = create("--count", "1");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.error()).contains("Error: The template " + template + " cannot be used: it is no SQLite");

        Files.delete(template);
        assertThat(create("--count", "1").error()).contains("Error: No such file or directory: " + template);
    }

    private Ended create(String... options) throws Exception {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "create";
        arguments[1] = "--template";
        arguments[2] = template.toString();
        arguments[3] = root.toString();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return Program.flotilla(directory.resolve("log")).attempt(arguments);
    }
}
