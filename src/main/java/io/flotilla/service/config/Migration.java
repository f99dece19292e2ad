package io.flotilla.service.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Writes a configuration anew in Flotilla's own form: what does nothing is left out, `replicas` is `replica`, aliases
/// are written out. Variables of the environment stay what they are, so no secret comes into the file. For use once.
public final class Migration {

    private final Set<String> leftOut = new LinkedHashSet<>();
    private final StringBuilder yaml = new StringBuilder();

    private Migration() {}

    /// The text of the new file.
    ///
    /// @throws IOException where the old one cannot be read
    /// @throws InvalidConfiguration where it is no YAML before its variables are replaced
    public static String of(Path file) throws IOException {
        try {
            Node.Mapping document =
                    YamlReader.read(new StringReader(Files.readString(file)), line -> line, "", item -> {});
            return new Migration().write(file, document);
        } catch (ConfigProblem problem) {
            throw new InvalidConfiguration(
                    file,
                    "line " + problem.line() + ": " + problem.getMessage()
                            + " (before variables are replaced: put those in quotes)");
        }
    }

    private String write(Path file, Node.Mapping document) {
        mapping(Section.TOP, document, "");
        var head = new StringBuilder("# Made from " + file.getFileName() + ".\n");
        if (!leftOut.isEmpty()) {
            head.append("# Left out, for they do nothing here: ")
                    .append(String.join(", ", leftOut))
                    .append(".\n");
        }
        return head.append(yaml).toString();
    }

    private void mapping(Section section, Node.Mapping mapping, String indent) {
        for (Node.Entry entry : mapping.entries()) {
            Key key = section.find(entry.key()).orElseThrow();
            if (entry.value().isNull()) {
                continue;
            }
            if (key.fate() == Fate.NO_EFFECT) {
                leftOut.add(key.name());
                continue;
            }
            value(key, entry.value(), indent);
        }
    }

    private void value(Key key, Node value, String indent) {
        switch (key.kind()) {
            case Plain _ ->
                yaml.append(indent)
                        .append(key.name())
                        .append(": ")
                        .append(scalar(value))
                        .append('\n');
            case Kind.Texts() -> texts(key, value, indent);
            case Kind.Nested(var section) -> nested(key.name(), section, value, indent);
            case Kind.Repeated(var section) -> {
                if (!(value instanceof Node.Sequence(var items, var _)) || items.isEmpty()) {
                    return;
                }
                if (section == Section.REPLICA) {
                    nested("replica", section, items.getFirst(), indent);
                } else {
                    repeated(key.name(), section, items, indent);
                }
            }
        }
    }

    private void nested(String name, Section section, Node value, String indent) {
        int before = yaml.length();
        yaml.append(indent).append(name).append(":\n");
        int begin = yaml.length();
        if (value instanceof Node.Mapping mapping) {
            mapping(section, mapping, indent + "  ");
        }
        if (yaml.length() == begin) {
            yaml.setLength(before);
        }
    }

    private void repeated(String name, Section section, List<Node> items, String indent) {
        yaml.append(indent).append(name).append(":\n");
        for (Node item : items) {
            int begin = yaml.length();
            if (item instanceof Node.Mapping mapping) {
                mapping(section, mapping, indent + "    ");
            }
            if (yaml.length() > begin) {
                yaml.setCharAt(begin + indent.length() + 2, '-');
            }
        }
    }

    private void texts(Key key, Node value, String indent) {
        List<String> items = new ArrayList<>();
        switch (value) {
            case Node.Sequence(var several, var _) -> several.forEach(item -> items.add(scalar(item)));
            case Node.Scalar one -> items.add(scalar(one));
            case Node.Mapping _ -> {}
        }
        yaml.append(indent).append(key.name()).append(":\n");
        items.forEach(item -> yaml.append(indent).append("  - ").append(item).append('\n'));
    }

    private static String scalar(Node node) {
        if (!(node instanceof Node.Scalar(var text, var isPlain, var _))) {
            return "";
        }
        return isPlain && text.indexOf('\n') < 0 ? text : quoted(text);
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
