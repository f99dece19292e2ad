package io.flotilla.service.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Reads a configuration file, strictly: what it does not understand is an error with file and line.
public final class ConfigurationReader {

    private final Host host;

    public ConfigurationReader(Host host) {
        this.host = host;
    }

    /// Whether variables of the environment are put in place of `$NAME`.
    public enum Variables {
        EXPANDED,
        LEFT_ALONE
    }

    /// Reads a file, a piece at a time: what it says stays in memory, and not its text.
    ///
    /// @throws IOException where it cannot be read
    /// @throws InvalidConfiguration where it cannot be taken, with all that is wrong
    public Configuration read(Path file, Variables variables) throws IOException {
        Path absolute = file.toAbsolutePath();
        try (Reader plain = Files.newBufferedReader(absolute);
                Expansion text = switch (variables) {
                    case EXPANDED -> Expansion.of(plain, host);
                    case LEFT_ALONE -> Expansion.none(plain, host);
                }) {
            return new Reading(absolute, text, host).run();
        } catch (CharacterCodingException notUtf8) {
            throw new InvalidConfiguration(absolute, "this is no text in UTF-8");
        }
    }

    /// One file. For one thread, once.
    private static final class Reading {

        private final Path file;
        private final Expansion text;
        private final Host host;
        private final Findings findings;
        private final SectionReader sections;
        private final DatabaseEntries entries = new DatabaseEntries();
        private final DatabaseChecks databases;

        Reading(Path file, Expansion text, Host host) {
            this.file = file;
            this.text = text;
            this.host = host;
            this.findings = new Findings(file);
            this.sections = new SectionReader(findings);
            this.databases = new DatabaseChecks(host, findings, entries);
        }

        Configuration run() throws IOException {
            Values top = Values.NONE;
            try {
                Node.Mapping document = YamlReader.read(text, text::line, "dbs", this::database);
                top = sections.read(Section.TOP, document, "the configuration");
                // A list with an anchor, or that is an alias, is read with the rest.
                document.entries().stream()
                        .filter(entry -> entry.key().equals("dbs"))
                        .filter(entry -> entry.value() instanceof Node.Sequence)
                        .forEach(
                                entry -> ((Node.Sequence) entry.value()).items().forEach(this::database));
            } catch (ConfigProblem malformed) {
                findings.problem(malformed);
                findings.check();
            }
            new TopChecks(top, findings).run();
            databases.compareSnapshots(top);
            checkReplicas(top);
            findings.check();
            return new Configuration(
                    file, withPaths(top), Collections.unmodifiableList(entries), notes(), text.names(), host);
        }

        private void database(Node item) {
            String title = "'dbs[" + databases.size() + "]'";
            databases.take(item, sections.read(Section.DATABASE, item, title)).ifPresent(entries::add);
        }

        private void checkReplicas(Values top) {
            var replicas = new ReplicaReader(top, host);
            for (DatabaseEntry entry : entries) {
                attempt(() -> replicas.place(entry));
            }
            if (top.isTrue("multi-db.enabled")) {
                attempt(replicas::template);
            }
        }

        private void attempt(Runnable check) {
            try {
                check.run();
            } catch (ConfigProblem problem) {
                findings.problem(problem);
            }
        }

        private Values withPaths(Values top) {
            return top.with("state", host::absolute).with("socket.path", host::absolute);
        }

        /// An unset variable is an empty text, also where nobody meant that.
        private List<String> notes() {
            var unset = new Findings(file);
            text.unset()
                    .forEach((name, line) -> unset.note(
                            line,
                            "the variable '" + name + "' is not set, and an empty text stands in its place"
                                    + " (-no-expand-env leaves every $ alone)"));
            return Stream.concat(unset.notes().stream(), findings.notes().stream())
                    .toList();
        }
    }
}
