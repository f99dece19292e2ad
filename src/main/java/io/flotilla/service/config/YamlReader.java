package io.flotilla.service.config;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// Reads a YAML document whose top is a mapping, event by event. The items of one sequence, which may be a million, are
/// handed over one by one and not kept. Anchors, aliases and merge keys mean what they mean in YAML 1.1. For use once.
final class YamlReader {

    private static final int DEEPEST = 50;

    private final Parser parser;
    private final IntUnaryOperator lines;
    private final Map<String, Node> anchors = new HashMap<>();

    private YamlReader(Parser parser, IntUnaryOperator lines) {
        this.parser = parser;
        this.lines = lines;
    }

    /// Reads a document.
    ///
    /// @param lines the line that is told, for one of the text; both count from 1
    /// @param streamed the key of the top whose items are handed over
    /// @return the top without that key
    /// @throws ConfigProblem where it is no YAML, or not a mapping
    /// @throws IOException where the text cannot be read
    static Node.Mapping read(Reader text, IntUnaryOperator lines, String streamed, Consumer<Node> items)
            throws IOException {
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setProcessComments(false);
        try {
            return new YamlReader(new ParserImpl(new StreamReader(text), options), lines).document(streamed, items);
        } catch (MarkedYAMLException malformed) {
            Mark mark = malformed.getProblemMark();
            int line = mark == null ? 0 : lines.applyAsInt(mark.getLine() + 1);
            throw new ConfigProblem(line, "this is no YAML: " + malformed.getProblem());
        } catch (YAMLException malformed) {
            if (malformed.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new ConfigProblem(0, "this is no YAML: " + malformed.getMessage());
        }
    }

    private Node.Mapping document(String streamed, Consumer<Node> items) {
        parser.getEvent();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return new Node.Mapping(List.of(), 1);
        }
        parser.getEvent();
        Event first = parser.getEvent();
        Node.Mapping top = first.is(Event.ID.MappingStart) ? mapping(first, 0, streamed, items) : noMapping(first);
        parser.getEvent();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            throw problem(parser.peekEvent(), "a second document begins here, and a configuration is one");
        }
        return top;
    }

    private Node.Mapping noMapping(Event first) {
        Node node = node(first, 0);
        if (node.isNull()) {
            return new Node.Mapping(List.of(), node.line());
        }
        throw new ConfigProblem(node.line(), "a configuration is a mapping: lines of the form 'key: value'");
    }

    private Node node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw problem(event, "this is nested too deep");
        }
        return switch (event) {
            case AliasEvent alias -> aliased(alias);
            case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
            default ->
                event.is(Event.ID.SequenceStart)
                        ? anchored(event, sequence(event, depth))
                        : anchored(event, mapping(event, depth, "", item -> {}));
        };
    }

    private Node aliased(AliasEvent alias) {
        Node node = anchors.get(alias.getAnchor());
        if (node == null) {
            throw problem(alias, "*" + alias.getAnchor() + " has no anchor before it");
        }
        return node;
    }

    private Node anchored(Event event, Node node) {
        if (event instanceof NodeEvent named && named.getAnchor() != null) {
            anchors.put(named.getAnchor(), node);
        }
        return node;
    }

    private Node.Scalar scalar(ScalarEvent event) {
        return new Node.Scalar(event.getValue(), event.isPlain() && event.getTag() == null, line(event));
    }

    private Node.Sequence sequence(Event start, int depth) {
        List<Node> items = new ArrayList<>();
        items(depth, items::add);
        return new Node.Sequence(List.copyOf(items), line(start));
    }

    private void items(int depth, Consumer<Node> items) {
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            items.accept(node(parser.getEvent(), depth + 1));
        }
        parser.getEvent();
    }

    private Node.Mapping mapping(Event start, int depth, String streamed, Consumer<Node> items) {
        Map<String, Node.Entry> own = new LinkedHashMap<>();
        List<Node.Mapping> merged = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Event key = parser.getEvent();
            if (!(key instanceof ScalarEvent named)) {
                throw problem(key, "a key is a word here");
            }
            String name = named.getValue();
            if (name.equals(streamed) && isPlainSequence(parser.peekEvent()) && !own.containsKey(name)) {
                own.put(name, new Node.Entry(name, line(key), new Node.Sequence(List.of(), line(parser.getEvent()))));
                items(depth + 1, items);
            } else if (name.equals("<<") && named.isPlain()) {
                merge(key, node(parser.getEvent(), depth + 1), merged);
            } else {
                add(own, new Node.Entry(name, line(key), node(parser.getEvent(), depth + 1)));
            }
        }
        parser.getEvent();
        merged.forEach(other -> other.entries().forEach(entry -> own.putIfAbsent(entry.key(), entry)));
        return new Node.Mapping(List.copyOf(own.values()), line(start));
    }

    private static boolean isPlainSequence(Event event) {
        return event.is(Event.ID.SequenceStart) && event instanceof NodeEvent node && node.getAnchor() == null;
    }

    private static void add(Map<String, Node.Entry> own, Node.Entry entry) {
        Node.Entry before = own.put(entry.key(), entry);
        if (before != null) {
            throw new ConfigProblem(
                    entry.line(), "the key '" + entry.key() + "' stands on line " + before.line() + " already");
        }
    }

    private void merge(Event key, Node value, List<Node.Mapping> merged) {
        switch (value) {
            case Node.Mapping mapping -> merged.add(mapping);
            case Node.Sequence(var items, var _) -> items.forEach(item -> merge(key, item, merged));
            case Node.Scalar _ -> throw problem(key, "what '<<' takes in is a mapping");
        }
    }

    private int line(Event event) {
        return lines.applyAsInt(event.getStartMark().getLine() + 1);
    }

    private ConfigProblem problem(Event event, String text) {
        return new ConfigProblem(line(event), text);
    }
}
