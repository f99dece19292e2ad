package io.flotilla.service.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

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

    /// Reads a file.
    ///
    /// @throws IOException where it cannot be read
    /// @throws InvalidConfiguration where it cannot be taken, with all that is wrong
    public Configuration read(Path file, Variables variables) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            String text = Files.readString(absolute);
            return switch (variables) {
                case EXPANDED -> new Reading(absolute, text, Expansion.of(text, host), host).run();
                case LEFT_ALONE -> new Reading(absolute, text, Expansion.none(text), host).run();
            };
        } catch (CharacterCodingException notUtf8) {
            throw new InvalidConfiguration(absolute, "this is no text in UTF-8");
        }
    }

    /// One file. For one thread, once.
    private static final class Reading {

        private final Path file;
        private final String text;
        private final Expansion expansion;
        private final Host host;
        private final Findings findings;
        private final SectionReader sections;
        private final DatabaseChecks databases;
        private final List<DatabaseEntry> entries = new ArrayList<>();

        Reading(Path file, String text, Expansion expansion, Host host) {
            this.file = file;
            this.text = text;
            this.expansion = expansion;
            this.host = host;
            this.findings = new Findings(file);
            this.sections = new SectionReader(findings);
            this.databases = new DatabaseChecks(host, findings);
        }

        Configuration run() {
            tellOfUnset();
            Values top = Values.NONE;
            try {
                Node.Mapping document =
                        YamlReader.read(new StringReader(expansion.text()), expansion::line, "dbs", this::database);
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
            return new Configuration(file, withPaths(top), List.copyOf(entries), findings.notes(), variables(), host);
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

        private Map<Integer, List<String>> variables() {
            return expansion.names();
        }

        /// An unset variable is an empty text, also where nobody meant that.
        private void tellOfUnset() {
            if (expansion.unset().isEmpty()) {
                return;
            }
            BitSet comments = comments();
            expansion.unset().forEach((line, names) -> {
                if (!comments.get(line)) {
                    names.forEach(name -> findings.note(
                            line,
                            "the variable '" + name + "' is not set, and an empty text stands in its place"
                                    + " (-no-expand-env leaves every $ alone)"));
                }
            });
        }

        private BitSet comments() {
            var comments = new BitSet();
            int line = 1;
            for (String each : (Iterable<String>) text.lines()::iterator) {
                if (each.stripLeading().startsWith("#")) {
                    comments.set(line);
                }
                line++;
            }
            return comments;
        }
    }
}
