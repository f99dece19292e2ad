package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern of names, with the meaning of `java.nio.file.FileSystem.getPathMatcher("glob:…")` but for two
/// things: `**/` matches no directory too, and a name may hold any byte. A byte that is not UTF-8 counts as
/// one character.
final class Glob {

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    /// The test for this glob.
    ///
    /// @throws IllegalArgumentException when it is malformed
    static Pattern of(String glob) {
        return new Glob(glob).compile();
    }

    /// Whether the bytes of a relative name match.
    static boolean matches(Pattern pattern, byte[] name) {
        return pattern.matcher(new String(name, UTF_8)).matches();
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
        inGroup = true;
        regex.append("(?:");
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
