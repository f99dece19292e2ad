package io.flotilla.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What counts, and where it came from. Secrets are not shown. For one thread.
public final class Shown {

    private static final String SECRET = "******";
    private static final String LOG_LEVEL = "LOG_LEVEL";

    private final Configuration configuration;
    private final ReplicaReader replicas;
    private final List<Row> rows = new ArrayList<>();

    private Shown(Configuration configuration) {
        this.configuration = configuration;
        this.replicas = new ReplicaReader(configuration);
    }

    /// A key, its value, where that came from (`FILE:LINE`, `default` or `environment`), and what becomes of it.
    public record Row(String key, String value, String from, String fate) {}

    /// All of them, in the order of the documentation, then of the file.
    public static List<Row> of(Configuration configuration) {
        var shown = new Shown(configuration);
        shown.section(Section.TOP, "");
        List<DatabaseEntry> databases = configuration.databases();
        for (int i = 0; i < databases.size(); i++) {
            shown.database(databases.get(i), "dbs[" + i + "].");
        }
        return List.copyOf(shown.rows);
    }

    private void section(Section section, String prefix) {
        for (String name : section.names()) {
            Key key = section.find(name).orElseThrow();
            switch (key.kind()) {
                case Plain _, Kind.Texts _ -> value(key, prefix + name);
                case Kind.Nested(var nested) when !isUnused(nested) -> section(nested, prefix + name + ".");
                case Kind.Nested _ -> {}
                case Kind.Repeated(var repeated) when repeated == Section.LEVEL -> levels(key, prefix + name);
                case Kind.Repeated _ -> {}
            }
        }
    }

    private boolean isUnused(Section section) {
        return section == Section.AGE || (section == Section.MULTI && !configuration.isMultiOn());
    }

    private void value(Key key, String name) {
        Optional<Values.Value> said = configuration.top().find(name);
        String fromEnvironment = configuration.host().variables().getOrDefault(LOG_LEVEL, "");
        if (name.equals("logging.level") && !fromEnvironment.isEmpty()) {
            rows.add(new Row(
                    name,
                    fromEnvironment,
                    "environment ($" + LOG_LEVEL + ")",
                    key.fate().text()));
        } else if (said.isPresent()) {
            add(key, name, said.get());
        } else if (!key.preset().isEmpty()) {
            rows.add(new Row(name, key.preset(), "default", key.fate().text()));
        }
    }

    private void levels(Key key, String name) {
        List<String> said = configuration.top().keys().stream()
                .filter(each -> each.startsWith(name + "["))
                .toList();
        for (String each : said) {
            configuration.top().find(each).ifPresent(value -> add(key, each, value));
        }
        if (said.isEmpty()) {
            rows.add(new Row(name, key.preset(), "default", key.fate().text()));
        }
    }

    private void database(DatabaseEntry entry, String prefix) {
        Values values = entry.values();
        for (String name : values.keys()) {
            if (!name.equals("replicas")) {
                values.find(name).ifPresent(value -> add(key(name), prefix + name, value));
            }
        }
        ReplicaPlace place = replicas.place(entry);
        for (String name : ReplicaKeys.OF_S3) {
            boolean isInherited = place.type().equals("s3")
                    && values.find(DatabaseEntry.REPLICA + name).isEmpty();
            configuration
                    .top()
                    .find(name)
                    .filter(value -> isInherited)
                    .ifPresent(value ->
                            add(key(DatabaseEntry.REPLICA + name), prefix + DatabaseEntry.REPLICA + name, value));
        }
        interval(values, prefix + DatabaseEntry.REPLICA + "sync-interval");
        rows.add(new Row(prefix + "target", place.target(place.path()).toString(), place(place.line()), "the same"));
    }

    private void interval(Values values, String name) {
        if (values.find(DatabaseEntry.REPLICA + "sync-interval").isPresent()) {
            return;
        }
        Key key = key(DatabaseEntry.REPLICA + "sync-interval");
        configuration
                .top()
                .find("sync-interval")
                .ifPresentOrElse(
                        value -> add(key, name, value),
                        () -> rows.add(new Row(
                                name, key.preset(), "default", key.fate().text())));
    }

    private static Key key(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        Section section = Section.DATABASE;
        if (name.startsWith(DatabaseEntry.REPLICA)) {
            section = Section.REPLICA;
        } else if (name.startsWith("snapshot.")) {
            section = Section.SNAPSHOT;
        }
        return section.find(last).orElseThrow();
    }

    private void add(Key key, String name, Values.Value value) {
        String text = key.isSecret() ? SECRET : withoutSecrets(String.join(", ", value.items()));
        rows.add(new Row(name, text, place(value.line()), key.fate().text()));
    }

    private String place(int line) {
        String variables = String.join(", $", configuration.variables().at(line));
        return configuration.file() + ":" + line + (variables.isEmpty() ? "" : " ($" + variables + ")");
    }

    /// No password, and no value of a parameter that is a secret.
    private static String withoutSecrets(String url) {
        String bare = url.replaceFirst("(?s)://[^/?]*@", "://");
        return bare.replaceAll(
                "(?i)([?&](?:access-?key-?id|secret-?access-?key|session-?token|sse-?customer-?key)=)[^&]*",
                "$1" + SECRET);
    }
}
