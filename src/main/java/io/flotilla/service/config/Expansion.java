package io.flotilla.service.config;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A text in which `$NAME` and `${NAME}` are replaced, as Go's `os.Expand` does it for Litestream: before anything
/// else is read, also within comments; an unset variable is empty, `$PID` is the process.
///
/// It is read as it goes, a line at a time, or as many as a brace is open for. For one thread.
final class Expansion extends Reader {

    private static final String SPECIAL = "*#$@!?-0123456789";
    private static final int BLOCK = 8192;

    private final Reader from;
    private final Host host;
    private final boolean isExpanded;

    private final char[] block = new char[BLOCK];
    private int blockAt;
    private int blockEnd;

    /// What was made of the lines before, up to what was read of it.
    private final StringBuilder ready = new StringBuilder();

    private int readyAt;

    /// From a line of the expanded text on, counted from 1, how far it lies behind the original: a value may have
    /// lines.
    private final TreeMap<Integer, Integer> shifts = new TreeMap<>();

    private final VariableLines names = new VariableLines();
    private final VariableLines unset = new VariableLines();
    private int line = 1;
    private int shift;

    private Expansion(Reader from, Host host, boolean isExpanded) {
        this.from = from;
        this.host = host;
        this.isExpanded = isExpanded;
    }

    /// @param from is closed with this
    static Expansion of(Reader from, Host host) {
        return new Expansion(from, host, true);
    }

    /// A text that stays as it is.
    static Expansion none(Reader from, Host host) {
        return new Expansion(from, host, false);
    }

    /// The line of the original, for one of the expanded text that was read already; both count from 1.
    int line(int expanded) {
        Map.Entry<Integer, Integer> before = shifts.floorEntry(expanded);
        return before == null ? expanded : expanded - before.getValue();
    }

    /// Which variables were read on the lines of the original so far.
    VariableLines names() {
        return names;
    }

    /// Which are not set and would have been read, on lines that are no comments.
    VariableLines unset() {
        return unset;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        while (readyAt == ready.length()) {
            ready.setLength(0);
            readyAt = 0;
            if (!expandLine()) {
                return -1;
            }
        }
        int count = Math.min(length, ready.length() - readyAt);
        ready.getChars(readyAt, readyAt + count, into, offset);
        readyAt += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        from.close();
    }

    private boolean expandLine() throws IOException {
        var text = new StringBuilder();
        boolean isThere = readLine(text);
        boolean isOpen = isExpanded && isBraceOpen(text);
        while (isThere && isOpen) {
            int end = text.length();
            isThere = readLine(text);
            isOpen = text.indexOf("}", end) < 0 || isBraceOpen(text);
        }
        if (isExpanded && text.indexOf("$") >= 0) {
            new Expander(text.toString()).run();
        } else {
            ready.append(text);
            line++;
        }
        return !text.isEmpty();
    }

    /// What closes it may come many lines later, or never.
    private static boolean isBraceOpen(StringBuilder text) {
        int brace = text.lastIndexOf("${");
        return brace >= 0 && text.indexOf("}", brace) < 0;
    }

    /// Adds the next line with its end; nothing where there is none.
    private boolean readLine(StringBuilder text) throws IOException {
        int before = text.length();
        while (true) {
            if (blockAt == blockEnd) {
                blockAt = 0;
                blockEnd = Math.max(0, from.read(block, 0, BLOCK));
                if (blockEnd == 0) {
                    return text.length() > before;
                }
            }
            int end = blockAt;
            while (end < blockEnd && block[end] != '\n') {
                end++;
            }
            boolean isEnd = end < blockEnd;
            end += isEnd ? 1 : 0;
            text.append(block, blockAt, end - blockAt);
            blockAt = end;
            if (isEnd) {
                return true;
            }
        }
    }

    /// Replaces what stands in some lines.
    private final class Expander {

        private final String text;
        private final List<String> set = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
        private int lineStart;
        private int at;

        Expander(String text) {
            this.text = text;
        }

        void run() {
            int dollar = text.indexOf('$');
            while (dollar >= 0 && dollar + 1 < text.length()) {
                copy(dollar);
                variable();
                dollar = text.indexOf('$', at);
            }
            copy(text.length());
            note();
        }

        private void copy(int end) {
            for (int i = at; i < end; i++) {
                if (text.charAt(i) == '\n') {
                    note();
                    line++;
                    lineStart = i + 1;
                }
            }
            ready.append(text, at, end);
            at = end;
        }

        /// The line is over.
        private void note() {
            names.note(line, set);
            boolean isComment = text.substring(lineStart, Math.max(lineStart, at))
                    .stripLeading()
                    .startsWith("#");
            unset.note(line, isComment ? List.of() : missing);
            set.clear();
            missing.clear();
        }

        /// What begins with the dollar here: a name, broken syntax that is dropped, or nothing but the dollar.
        private void variable() {
            int next = at + 1;
            char first = text.charAt(next);
            if (first == '{') {
                braced(next);
            } else if (SPECIAL.indexOf(first) >= 0) {
                put(text.substring(next, next + 1), next + 1);
            } else {
                int end = next;
                while (end < text.length() && isName(text.charAt(end))) {
                    end++;
                }
                if (end == next) {
                    copy(next);
                } else {
                    put(text.substring(next, end), end);
                }
            }
        }

        private void braced(int brace) {
            int close = text.indexOf('}', brace);
            if (close < 0) {
                at = brace + 1;
            } else if (close == brace + 1) {
                at = close + 1;
            } else {
                put(text.substring(brace + 1, close), close + 1);
            }
        }

        private void put(String name, int end) {
            boolean isPid = name.equals("PID");
            String value = isPid ? Long.toString(host.pid()) : host.variables().getOrDefault(name, "");
            int start = line + shift;
            ready.append(value);
            for (int i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) {
                shift++;
                shifts.put(++start, shift);
            }
            boolean isSet = isPid || host.variables().containsKey(name);
            (isSet ? set : missing).add(name);
            at = end;
        }

        private static boolean isName(char c) {
            return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }
}
