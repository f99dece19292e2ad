package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the key of a database's replica is made from its path: text, and names in braces that stand for parts of the
/// path. `{{name}}` says the same as `{name}`.
///
/// Different values give different keys. `{path}` goes in as it is and stands alone between slashes. Any other value
/// is one name; in it `%` becomes `%25`, and so does, by its two hexadecimal digits, what would make it something
/// else: the first dot of a value that is `.` or `..`, and, where text and another value follow in the same segment,
/// each byte with which that text begins. Where no text stands between two values, or one that begins with a digit,
/// `A` to `F` or `%`, a template is refused. Immutable.
public final class KeyTemplate {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern NAME = Pattern.compile("\\{\\{([^{}/]*)}}|\\{([^{}/]*)}");
    private static final String WHOLE_PATH = "path";

    /// The path below the root, as it is.
    public static final KeyTemplate PATH = of("{path}");

    private final String text;
    private final List<List<Part>> segments;

    private KeyTemplate(String text, List<List<Part>> segments) {
        this.text = text;
        this.segments = segments;
    }

    private sealed interface Part {

        record Text(String text) implements Part {}

        /// @param stop the byte with which the text behind it begins, where another value follows
        record Value(String name, OptionalInt stop) implements Part {}
    }

    /// Reads a template. Which names there are depends on the root.
    ///
    /// @throws IllegalArgumentException where it gives no key, or could give two databases one key although all
    ///     that it says of them differs
    public static KeyTemplate of(String text) {
        List<List<Part>> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            if (segment.isEmpty()) {
                throw malformed(text, "it has an empty segment");
            }
            segments.add(parts(text, segment));
        }
        var template = new KeyTemplate(text, List.copyOf(segments));
        try {
            template.key(name -> new byte[] {'x'});
        } catch (IllegalArgumentException noKey) {
            throw malformed(text, "it gives no key, for it has a '.' or '..' segment, or a NUL");
        }
        return template;
    }

    private static List<Part> parts(String text, String segment) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = NAME.matcher(segment);
        int end = 0;
        while (matcher.find()) {
            addText(text, segment.substring(end, matcher.start()), parts);
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            parts.add(new Part.Value(name, OptionalInt.empty()));
            end = matcher.end();
        }
        addText(text, segment.substring(end), parts);
        return separated(text, parts);
    }

    private static void addText(String text, String part, List<Part> parts) {
        if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
            throw malformed(text, "a brace without its other one");
        }
        if (!part.isEmpty()) {
            parts.add(new Part.Text(part));
        }
    }

    /// The same parts, in which each value knows what ends it.
    private static List<Part> separated(String text, List<Part> parts) {
        List<Part> separated = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Value(var name, var _)) {
                List<Part> behind = parts.subList(i + 1, parts.size());
                checkAlone(text, name, parts);
                separated.add(new Part.Value(name, stop(text, name, behind)));
            } else {
                separated.add(part);
            }
        }
        return List.copyOf(separated);
    }

    private static void checkAlone(String text, String name, List<Part> parts) {
        boolean hasCompany = parts.stream().filter(Part.Value.class::isInstance).count() > 1;
        if (name.equals(WHOLE_PATH) && hasCompany) {
            throw malformed(text, "between two slashes {path} stands alone, for it may hold whatever separates");
        }
    }

    private static OptionalInt stop(String text, String name, List<Part> behind) {
        if (behind.stream().noneMatch(Part.Value.class::isInstance)) {
            return OptionalInt.empty();
        }
        return switch (behind.getFirst()) {
            case Part.Value next ->
                throw malformed(text, "nothing separates {" + name + "} from {" + next.name() + "}");
            case Part.Text(String literal) -> {
                if ("%0123456789ABCDEF".indexOf(literal.charAt(0)) >= 0) {
                    throw malformed(
                            text,
                            "what separates {" + name + "} from the next name must not begin with a digit, A to F"
                                    + " or %");
                }
                yield OptionalInt.of(literal.getBytes(UTF_8)[0]);
            }
        };
    }

    /// The template as it was written.
    public String text() {
        return text;
    }

    /// The names in it, sorted.
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (List<Part> segment : segments) {
            for (Part part : segment) {
                if (part instanceof Part.Value(var name, var _)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /// In which segment of every key a value stands alone; empty where it has no such place.
    OptionalInt segmentOf(String name) {
        for (int i = 0; i < segments.size(); i++) {
            List<Part> segment = segments.get(i);
            if (segment.size() == 1 && segment.getFirst() instanceof Part.Value(var found, var _)) {
                if (found.equals(name)) {
                    return OptionalInt.of(i);
                }
                if (found.equals(WHOLE_PATH)) {
                    return OptionalInt.empty();
                }
            }
        }
        return OptionalInt.empty();
    }

    boolean isPath() {
        return text.equals(PATH.text);
    }

    /// The key that these values give. A segment whose values are empty, as is the path of a root that is one file, is
    /// left out.
    ObjectKey key(Function<String, byte[]> values) {
        ObjectKey key = ObjectKey.ROOT;
        for (List<Part> segment : segments) {
            var bytes = new ByteArrayOutputStream();
            segment.forEach(part -> write(part, values, bytes));
            key = key.child(ObjectKey.ofBytes(bytes.toByteArray()));
        }
        return key;
    }

    private static void write(Part part, Function<String, byte[]> values, ByteArrayOutputStream key) {
        switch (part) {
            case Part.Text(String literal) -> key.writeBytes(literal.getBytes(UTF_8));
            case Part.Value(String name, OptionalInt stop) -> {
                byte[] value = values.apply(name);
                if (name.equals(WHOLE_PATH)) {
                    key.writeBytes(value);
                } else {
                    writeEscaped(value, stop.orElse('%'), key);
                }
            }
        }
    }

    private static void writeEscaped(byte[] value, int stop, ByteArrayOutputStream key) {
        for (int i = 0; i < value.length; i++) {
            boolean isDots = i == 0 && value.length <= 2 && value[0] == '.' && value[value.length - 1] == '.';
            if (value[i] == '%' || value[i] == stop || isDots) {
                key.write('%');
                key.writeBytes(HEX.toHexDigits(value[i]).getBytes(US_ASCII));
            } else {
                key.write(value[i]);
            }
        }
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("The key '" + text + "' is malformed: " + why);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyTemplate template && text.equals(template.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
