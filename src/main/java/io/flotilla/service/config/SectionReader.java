package io.flotilla.service.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Takes what stands in a mapping, if each of its keys is known in that place and its value is of the right kind. Goes
/// on after a problem, so that all are told at once. For one thread.
final class SectionReader {

    /// Lengths of time of which nothing is as good as something.
    private static final Set<String> MAY_BE_ZERO = Set.of(
            "l0-retention",
            "shutdown-sync-timeout",
            "checkpoint-interval",
            "monitor-interval",
            "busy-timeout",
            "validation-interval");

    private final Findings findings;

    /// One text for each key, however often it stands there.
    private final Map<String, String> names = new HashMap<>();

    SectionReader(Findings findings) {
        this.findings = findings;
    }

    /// @param title what people call the place, for the text of a problem
    Values read(Section section, Node node, String title) {
        var values = new Values.Builder();
        take(section, "", node, title, values);
        return values.build();
    }

    private void take(Section section, String prefix, Node node, String title, Values.Builder values) {
        if (node.isNull()) {
            return;
        }
        if (!(node instanceof Node.Mapping(var entries, var line))) {
            findings.problem(node.line(), title + " is a mapping: lines of the form 'key: value'");
            return;
        }
        for (Node.Entry entry : entries) {
            section.find(entry.key())
                    .ifPresentOrElse(
                            key -> take(key, prefix, entry, values),
                            () -> findings.problem(unknown(section, entry, title)));
        }
    }

    private void take(Key key, String prefix, Node.Entry entry, Values.Builder values) {
        if (entry.value().isNull()) {
            return;
        }
        switch (key.fate()) {
            case REFUSED -> {
                findings.problem(entry.line(), "'" + key.name() + "' is refused: " + key.meaning());
                return;
            }
            case LATER, NO_EFFECT ->
                findings.note(entry.line(), "'" + key.name() + "' has no effect: " + key.meaning());
            case SAME -> {}
        }
        String name = names.computeIfAbsent(prefix + key.name(), text -> text);
        switch (key.kind()) {
            case Plain plain -> single(plain, name, entry, values);
            case Kind.Texts() -> texts(name, entry, values);
            case Kind.Nested(var section) -> take(section, name + ".", entry.value(), "'" + key.name() + "'", values);
            case Kind.Repeated(var section) -> repeated(section, name, entry, values);
        }
    }

    private void single(Plain kind, String name, Node.Entry entry, Values.Builder values) {
        if (!(entry.value() instanceof Node.Scalar(var text, var _, var line))) {
            findings.problem(entry.line(), "'" + entry.key() + "' has one value, and a list or mapping stands here");
            return;
        }
        if (text.isEmpty()) {
            return;
        }
        if (values.has(name)) {
            findings.problem(line, "'" + name + "' is said twice: a database has 'replica' or 'replicas', not both");
        }
        kind.objection(text)
                .ifPresentOrElse(
                        why -> findings.problem(line, "'" + entry.key() + "': " + why),
                        () -> checkLength(kind, entry, text));
        values.add(name, text, line);
    }

    private void checkLength(Plain kind, Node.Entry entry, String text) {
        if (kind != Plain.DURATION) {
            return;
        }
        Duration length = Plain.duration(text).orElse(Duration.ZERO);
        boolean isTooShort = length.isNegative() || (length.isZero() && !MAY_BE_ZERO.contains(entry.key()));
        if (isTooShort) {
            findings.problem(entry.line(), "'" + entry.key() + "' is '" + text + "', and has to be above zero");
        }
    }

    private void texts(String name, Node.Entry entry, Values.Builder values) {
        List<Node> items =
                entry.value() instanceof Node.Sequence(var several, var _) ? several : List.of(entry.value());
        if (!items.stream().allMatch(Node.Scalar.class::isInstance)) {
            findings.problem(entry.line(), "'" + entry.key() + "' is a list of texts");
            return;
        }
        String text = items.stream()
                .map(item -> ((Node.Scalar) item).text())
                .filter(item -> !item.isEmpty())
                .collect(Collectors.joining("\n"));
        if (!text.isEmpty()) {
            values.add(name, text, entry.line());
        }
    }

    private void repeated(Section section, String name, Node.Entry entry, Values.Builder values) {
        if (!(entry.value() instanceof Node.Sequence(var items, var _))) {
            findings.problem(entry.line(), "'" + entry.key() + "' is a list: items that begin with '- '");
            return;
        }
        switch (section) {
            case DATABASE -> {}
            case REPLICA -> replicas(entry, items, values);
            default -> {
                for (int i = 0; i < items.size(); i++) {
                    String title = name + "[" + i + "]";
                    take(section, title + ".", items.get(i), "'" + title + "'", values);
                    if (section == Section.LEVEL && !values.has(ConfiguredLevels.interval(i))) {
                        findings.problem(
                                items.get(i).line(),
                                "'" + title + "' has no 'interval': how long files wait for others");
                    }
                }
            }
        }
    }

    /// The older form, which had several.
    private void replicas(Node.Entry entry, List<Node> items, Values.Builder values) {
        if (items.size() > 1) {
            findings.problem(
                    entry.line(),
                    "'replicas' has " + items.size()
                            + " entries: a database has one replica, in Litestream v0.5 as well");
        }
        if (!items.isEmpty()) {
            values.add("replicas", "1", entry.line());
            take(Section.REPLICA, "replica.", items.getFirst(), "'replicas[0]'", values);
        }
    }

    private static ConfigProblem unknown(Section section, Node.Entry entry, String title) {
        String meant = Nearest.to(entry.key(), section.names())
                .map(near -> "; did you mean '" + near + "'?")
                .orElseGet(() -> elsewhere(entry.key()));
        return new ConfigProblem(entry.line(), "unknown key '" + entry.key() + "' in " + title + meant);
    }

    private static String elsewhere(String name) {
        String places = KnownKeys.ALL.stream()
                .filter(key -> key.name().equals(name))
                .map(key -> key.section().title())
                .distinct()
                .collect(Collectors.joining(", or in "));
        return places.isEmpty() ? "" : "; it belongs in " + places;
    }
}
