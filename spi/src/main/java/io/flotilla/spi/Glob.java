package io.flotilla.spi;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Translates a glob into a regular expression.
final class Glob {

    /// A name in braces, also in two.
    private static final Pattern NAME = Pattern.compile("\\{\\{([^{}]*)}}|\\{([^{},*?\\[\\\\]*)}");

    private static final Pattern GOOD_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private final Set<String> names = new LinkedHashSet<>();
    private final boolean captures;
    private int at;
    private boolean inGroup;

    private Glob(String glob, boolean captures) {
        this.glob = glob;
        this.captures = captures;
    }

    /// The test for this glob.
    ///
    /// @throws IllegalArgumentException when it is malformed
    static Pattern plain(String glob) {
        return new Glob(glob, false).compile();
    }

    /// The test for a glob in which `{name}` stands for a part of one name, as a group of that name.
    ///
    /// @throws IllegalArgumentException when it is malformed
    static Pattern capturing(String glob) {
        return new Glob(glob, true).compile();
    }

    private Pattern compile() {
        while (at < glob.length()) {
            int c = glob.codePointAt(at);
            at += Character.charCount(c);
            translate(c);
        }
        if (inGroup) {
            throw malformed("'{' without '}'");
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private void translate(int c) {
        switch (c) {
            case '*' -> star();
            case '?' -> regex.append("[^/]");
            case '[' -> bracket();
            case '{' -> openGroup();
            case '}' -> closeGroup();
            case ',' -> regex.append(inGroup ? "|" : ",");
            case '\\' -> escaped();
            default -> literal(c);
        }
    }

    private void star() {
        if (at >= glob.length() || glob.charAt(at) != '*') {
            regex.append("[^/]*");
            return;
        }
        at++;
        boolean wholeName =
                at == 2 || glob.charAt(at - 3) == '/' || glob.charAt(at - 3) == '{' || glob.charAt(at - 3) == ',';
        if (wholeName && at < glob.length() && glob.charAt(at) == '/') {
            at++;
            regex.append("(?:.*/)?");
            return;
        }
        regex.append(".*");
    }

    private void bracket() {
        int end = glob.indexOf(']', at + 1);
        if (end < 0) {
            throw malformed("'[' without ']'");
        }
        String inside = glob.substring(at, end);
        at = end + 1;
        boolean negated = inside.startsWith("!");
        String members = negated ? inside.substring(1) : inside;
        if (members.isEmpty() || members.contains("/")) {
            throw malformed("'[" + inside + "]' names no character, or a '/'");
        }
        regex.append("(?!/)[").append(negated ? "^" : "");
        members.codePoints().forEach(this::member);
        regex.append(']');
        checkRanges(inside);
    }

    private void member(int c) {
        if (c == '-') {
            regex.append('-');
            return;
        }
        literal(c);
    }

    private void checkRanges(String inside) {
        try {
            Pattern.compile(regex.substring(regex.lastIndexOf("(?!/)[")));
        } catch (PatternSyntaxException e) {
            throw malformed("'[" + inside + "]' is not a range of characters");
        }
    }

    private void openGroup() {
        if (inGroup) {
            throw malformed("'{' inside '{'");
        }
        Matcher name = NAME.matcher(glob).region(at - 1, glob.length());
        if (captures && name.lookingAt()) {
            at = name.end();
            capture(name.group(1) == null ? name.group(2) : name.group(1));
            return;
        }
        inGroup = true;
        regex.append("(?:");
    }

    /// As little as makes the rest fit.
    private void capture(String name) {
        if (!GOOD_NAME.matcher(name).matches()) {
            throw malformed("'{" + name + "}' is no name of letters and digits");
        }
        if (!names.add(name)) {
            throw malformed("'{" + name + "}' stands in it twice");
        }
        regex.append("(?<").append(name).append(">[^/]+?)");
    }

    private void closeGroup() {
        if (!inGroup) {
            literal('}');
            return;
        }
        inGroup = false;
        regex.append(')');
    }

    private void escaped() {
        if (at == glob.length()) {
            throw malformed("a backslash at its end");
        }
        int c = glob.codePointAt(at);
        at += Character.charCount(c);
        literal(c);
    }

    private void literal(int c) {
        boolean special = c < 0x80 && !Character.isLetterOrDigit(c);
        if (special) {
            regex.append('\\');
        }
        regex.appendCodePoint(c);
    }

    private IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException("The pattern '" + glob + "' is malformed: " + why);
    }
}
