package io.flotilla.service.cli;

import io.flotilla.service.config.ShellWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `README.md` and the pages below `docs/` print for a shell: a block, or a command within a line.
///
/// @param script as it is printed
record DocumentedCommand(String page, int line, String script) {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /// A name alone is a mention.
    private static final Pattern SPAN = Pattern.compile("`((?:[A-Z_]+=\\S+ )*(?:\\./)?flotilla [a-z]+ [^`]+)`");

    private static final Pattern CALL =
            Pattern.compile("(?:[A-Z_0-9]+=(?:'[^']*'|\\S*) +)*(?:\\./)?flotilla ([a-z].*)");

    /// What the shell takes for itself.
    private static final Pattern OF_SHELL = Pattern.compile("\\s+#.*|\\s*&$|\\s*>\\s*\\S+");

    /// All that there are, in the order of the pages.
    static List<DocumentedCommand> all() throws IOException {
        List<DocumentedCommand> all = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            String name = root().relativize(page).toString();
            collect(name, text, BLOCK.matcher(text), 2, all);
            collect(name, text, SPAN.matcher(withoutBlocks(text)), 1, all);
        }
        return all.stream().filter(each -> !each.calls().isEmpty()).toList();
    }

    private static void collect(String page, String text, Matcher found, int group, List<DocumentedCommand> all) {
        while (found.find()) {
            if (group == 1 || found.group(1).isEmpty()) {
                int line = (int) text.substring(0, found.start()).lines().count() + 1;
                all.add(new DocumentedCommand(page, line, found.group(group)));
            }
        }
    }

    /// Blocks of a language, with their page.
    static List<DocumentedCommand> blocks(String language) throws IOException {
        List<DocumentedCommand> blocks = new ArrayList<>();
        for (Path page : pages()) {
            Matcher found = BLOCK.matcher(Files.readString(page));
            while (found.find()) {
                if (found.group(1).equals(language)) {
                    blocks.add(new DocumentedCommand(root().relativize(page).toString(), 0, found.group(2)));
                }
            }
        }
        return blocks;
    }

    /// As many characters and lines as before.
    private static String withoutBlocks(String text) {
        return BLOCK.matcher(text).replaceAll(block -> block.group().replaceAll("[^\n]", " "));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
            return Stream.concat(
                            Stream.of(root().resolve("README.md")),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }

    /// Its lines, as a shell joins them.
    Stream<String> lines() {
        return script.replace("\\\n", "").lines();
    }

    /// What Flotilla is called with in a line, if it is.
    Optional<String> call(String line) {
        Matcher found = CALL.matcher(line);
        return found.matches() ? Optional.of(OF_SHELL.matcher(found.group(1)).replaceAll("")) : Optional.empty();
    }

    /// The arguments of each call of Flotilla in it.
    List<List<String>> calls() {
        return lines().map(this::call)
                .flatMap(Optional::stream)
                .map(ShellWords::split)
                .toList();
    }

    @Override
    public String toString() {
        return page + ":" + line + " " + script.strip();
    }
}
