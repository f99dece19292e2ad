package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.flotilla.service.config.ConfigurationReader;
import io.flotilla.service.config.ConfigurationReader.Variables;
import io.flotilla.service.config.Host;
import io.flotilla.service.config.Plans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command line understands every command that a page or a help text prints, and every configuration that a
/// page shows is one. [DocumentedCommandsIT] runs the commands.
class DocumentedCommandsTest {

    /// Words of the launcher, which the parser never sees.
    private static final Set<String> OF_LAUNCHER = Set.of("test", "localstack");

    private static final Pattern EXAMPLE = Pattern.compile("^ +flotilla (\\S+(?: \\S+)*).*$");

    /// For a block that is about something else.
    private static final String ONE_DATABASE = "dbs: [{path: /srv/a.db, replica: {path: /mnt/backup/a}}]";

    @TempDir
    private Path directory;

    @Test
    void everyCommandOfAPageIsUnderstood() throws Exception {
        List<DocumentedCommand> all = DocumentedCommand.all();

        assertThat(all).hasSizeGreaterThan(60);
        for (DocumentedCommand command : all) {
            for (List<String> call : command.calls()) {
                if (!OF_LAUNCHER.contains(call.getFirst())) {
                    assertUnderstood(command.toString(), call);
                }
            }
        }
    }

    @Test
    void everyExampleOfAHelpTextIsUnderstood() {
        List<String> examples = BareCommands.parser().getSubcommands().values().stream()
                .flatMap(command ->
                        Arrays.stream(command.getCommandSpec().usageMessage().footer()))
                .flatMap(DocumentedCommandsTest::example)
                .toList();

        assertThat(examples).hasSizeGreaterThan(60);
        examples.forEach(example -> assertUnderstood(
                example,
                new DocumentedCommand("", 0, "flotilla " + example).calls().getFirst()));
    }

    @Test
    void everyCommandThatIsNotRunIsThere() throws Exception {
        List<DocumentedCommand> all = DocumentedCommand.all();

        assertThat(DocumentedCommandsIT.NOT_RUN.keySet())
                .allMatch(exception -> all.stream()
                        .anyMatch(command -> command.lines()
                                .anyMatch(line -> command.call(line)
                                        .filter(call -> DocumentedCommandsIT.isAbout(exception, line, call))
                                        .isPresent())));
    }

    /// Behind some spaces is what it is for.
    private static Stream<String> example(String line) {
        return EXAMPLE.matcher(line).results().map(found -> found.group(1));
    }

    private static void assertUnderstood(String what, List<String> call) {
        CommandLine parser = BareCommands.parser();
        String[] arguments = LongOptions.of(parser.getCommandSpec()).withTwoDashes(call.toArray(String[]::new));
        assertThatCode(() -> parser.parseArgs(arguments)).as(what).doesNotThrowAnyException();
    }

    @Test
    void everyConfigurationOfAPageIsOne() throws Exception {
        List<DocumentedCommand> blocks = DocumentedCommand.blocks("yaml");
        var host = new Host(Map.of("BACKUP_KEY", "key", "BACKUP_SECRET", "secret"), directory, directory, 42);

        assertThat(blocks).isNotEmpty();
        for (DocumentedCommand block : blocks) {
            boolean isPart = !block.script().contains("dbs:");
            Path file = Files.writeString(
                    directory.resolve("litestream.yml"), block.script() + (isPart ? "\n" + ONE_DATABASE : ""));
            assertThatCode(() -> Plans.of(
                            new ConfigurationReader(host).read(file, Variables.EXPANDED), Set.of("file", "s3")))
                    .as(block.toString())
                    .doesNotThrowAnyException();
        }
    }
}
