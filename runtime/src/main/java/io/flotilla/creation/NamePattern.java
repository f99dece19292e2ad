package io.flotilla.creation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of many databases, as one pattern: `project{p}/databases/db{d}/tenants/tenant{t}.db`.
///
/// Placeholders count like the digits of a number, the last one fastest. What one counts:
///
/// * `{t:1-50}`: these numbers; `{t:001-200}`: with leading zeros;
/// * `{b:main,test}`: these words;
/// * `{n}`: the running number of the database, from 1 on, whatever the others count;
/// * `{t}`: from 1 to 100 where it is the last, as far as it is needed where it is the first, and else to 10. Then a
///   hundred databases share a directory.
///
/// A placeholder that comes again has the same value again. Immutable.
public final class NamePattern {

    /// A tree as a service with projects, databases and tenants has it: a hundred databases a directory.
    public static final String DEFAULT_TEXT = "project{p}/databases/db{d}/branches/branch{b}/tenants/tenant{t}.db";

    /// [#DEFAULT_TEXT].
    public static final NamePattern DEFAULT = parse(DEFAULT_TEXT);

    private static final String RUNNING = "n";
    private static final long LAST = 100;
    private static final long BETWEEN = 10;

    private final String text;
    private final List<Part> parts;
    private final List<Digit> digits;
    private final long names;

    private NamePattern(String text, List<Part> parts, List<Digit> digits) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.digits = List.copyOf(digits);
        this.names = names(parts, digits);
    }

    private sealed interface Part {

        /// Text that every name has.
        record Plain(String text) implements Part {}

        /// The running number.
        record Running() implements Part {}

        /// The value of one placeholder, by its place among the digits.
        record Value(int digit) implements Part {}
    }

    /// What is written in a placeholder, before it is known which is the first and which the last.
    private record Placeholder(String name, String range) {}

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException where it is none, or names something outside of the directory it is used in
    public static NamePattern parse(String text) {
        List<Part> parts = new ArrayList<>();
        List<Placeholder> placeholders = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("The pattern '" + text + "' has a { without its }");
            }
            parts.add(new Part.Plain(text.substring(at, open)));
            parts.add(part(placeholder(text, text.substring(open + 1, close)), placeholders, places));
            at = close + 1;
        }
        parts.add(new Part.Plain(text.substring(at)));
        var pattern = new NamePattern(text, parts, digits(placeholders));
        pattern.checkName();
        return pattern;
    }

    private static Placeholder placeholder(String text, String inside) {
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*") || inside.endsWith(":")) {
            throw new IllegalArgumentException("The pattern '" + text + "' has {" + inside
                    + "}: a placeholder is a name like {t}, {t:1-50} or {b:main,test}");
        }
        return new Placeholder(name, colon < 0 ? "" : inside.substring(colon + 1));
    }

    private static Part part(Placeholder found, List<Placeholder> known, Map<String, Integer> places) {
        if (found.name().equals(RUNNING)) {
            if (!found.range().isEmpty()) {
                throw new IllegalArgumentException("{n} is the running number and has no range, unlike {n:"
                        + found.range() + "}: name the placeholder otherwise");
            }
            return new Part.Running();
        }
        Integer place = places.putIfAbsent(found.name(), known.size());
        if (place == null) {
            known.add(found);
            return new Part.Value(known.size() - 1);
        }
        if (!found.range().isEmpty()) {
            throw new IllegalArgumentException("{" + found.name() + "} has a range only where it is met first");
        }
        return new Part.Value(place);
    }

    private static List<Digit> digits(List<Placeholder> placeholders) {
        List<Digit> digits = new ArrayList<>();
        for (int i = 0; i < placeholders.size(); i++) {
            Placeholder each = placeholders.get(i);
            boolean isLast = i == placeholders.size() - 1;
            long usual = i == 0 ? Long.MAX_VALUE : isLast ? LAST : BETWEEN;
            digits.add(each.range().isEmpty() ? Digit.counting(usual) : Digit.parse(each.name(), each.range()));
        }
        return digits;
    }

    private static long names(List<Part> parts, List<Digit> digits) {
        if (parts.stream().anyMatch(Part.Running.class::isInstance)) {
            return Long.MAX_VALUE;
        }
        long names = 1;
        for (Digit digit : digits) {
            boolean isTooMany = digit.values() > Long.MAX_VALUE / names;
            names = isTooMany ? Long.MAX_VALUE : names * digit.values();
        }
        return names;
    }

    private void checkName() {
        for (String part : name(0).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("The pattern '" + text + "' gives names like '" + name(0)
                        + "': they have to be paths below the directory, without empty parts, '.' and '..'");
            }
        }
    }

    /// How many different names there are.
    public long names() {
        return names;
    }

    /// The name of a database.
    ///
    /// @param index from 0 on, below [#names()]
    public String name(long index) {
        long[] values = new long[digits.size()];
        long left = index;
        for (int i = values.length - 1; i >= 0; i--) {
            values[i] = left % digits.get(i).values();
            left /= digits.get(i).values();
        }
        var name = new StringBuilder(text.length() + 16);
        for (Part part : parts) {
            switch (part) {
                case Part.Plain(String plain) -> name.append(plain);
                case Part.Running() -> name.append(index + 1);
                case Part.Value(int digit) -> name.append(digits.get(digit).value(values[digit]));
            }
        }
        return name.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
