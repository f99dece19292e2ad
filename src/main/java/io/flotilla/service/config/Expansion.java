package io.flotilla.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A text in which `$NAME` and `${NAME}` were replaced, as Go's `os.Expand` does it for Litestream: before anything
/// else is read, also within comments; an unset variable is empty, `$PID` is the process.
///
/// @param text the expanded text
/// @param shifts from a line of it on, counted from 1, how far it lies behind the original: a value may have lines
/// @param names which variables were read on a line of the original
/// @param unset the same of those that are not set
record Expansion(
        String text,
        NavigableMap<Integer, Integer> shifts,
        Map<Integer, List<String>> names,
        Map<Integer, List<String>> unset) {

    private static final String SPECIAL = "*#$@!?-0123456789";

    /// A text that stays as it is.
    static Expansion none(String text) {
        return new Expansion(text, new TreeMap<>(), Map.of(), Map.of());
    }

    static Expansion of(String text, Host host) {
        return new Expander(text, host).run();
    }

    /// The line of the original, for one of the expanded text; both count from 1.
    int line(int expanded) {
        Map.Entry<Integer, Integer> shift = shifts.floorEntry(expanded);
        return shift == null ? expanded : expanded - shift.getValue();
    }

    private static final class Expander {

        private final String from;
        private final Host host;
        private final StringBuilder to;
        private final TreeMap<Integer, Integer> shifts = new TreeMap<>();
        private final Map<Integer, List<String>> names = new TreeMap<>();
        private final Map<Integer, List<String>> unset = new TreeMap<>();
        private int line = 1;
        private int shift;
        private int at;

        Expander(String from, Host host) {
            this.from = from;
            this.host = host;
            this.to = new StringBuilder(from.length() + from.length() / 16);
        }

        Expansion run() {
            int dollar = from.indexOf('$');
            while (dollar >= 0 && dollar + 1 < from.length()) {
                copy(dollar);
                variable();
                dollar = from.indexOf('$', at);
            }
            copy(from.length());
            return new Expansion(to.toString(), shifts, names, unset);
        }

        private void copy(int end) {
            for (int i = at; i < end; i++) {
                line += from.charAt(i) == '\n' ? 1 : 0;
            }
            to.append(from, at, end);
            at = end;
        }

        /// What begins with the dollar here: a name, broken syntax that is dropped, or nothing but the dollar.
        private void variable() {
            int next = at + 1;
            char first = from.charAt(next);
            if (first == '{') {
                braced(next);
            } else if (SPECIAL.indexOf(first) >= 0) {
                put(from.substring(next, next + 1), next + 1);
            } else {
                int end = next;
                while (end < from.length() && isName(from.charAt(end))) {
                    end++;
                }
                if (end == next) {
                    copy(next);
                } else {
                    put(from.substring(next, end), end);
                }
            }
        }

        private void braced(int brace) {
            int close = from.indexOf('}', brace);
            if (close < 0) {
                at = brace + 1;
            } else if (close == brace + 1) {
                at = close + 1;
            } else {
                put(from.substring(brace + 1, close), close + 1);
            }
        }

        private void put(String name, int end) {
            boolean isPid = name.equals("PID");
            String value = isPid ? Long.toString(host.pid()) : host.variables().getOrDefault(name, "");
            int start = line + shift;
            to.append(value);
            for (int i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) {
                shift++;
                shifts.put(++start, shift);
            }
            boolean isSet = isPid || host.variables().containsKey(name);
            (isSet ? names : unset)
                    .computeIfAbsent(line, none -> new ArrayList<>(1))
                    .add(name);
            at = end;
        }

        private static boolean isName(char c) {
            return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }
}
