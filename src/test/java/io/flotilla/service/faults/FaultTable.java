package io.flotilla.service.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of faults: each row, the tests that carry its id as a JUnit tag, and how they ended last.
///
/// Tests are found in the sources, so that nothing has to be compiled; results in the reports of Surefire and
/// Failsafe, where there are any.
record FaultTable(Path root) {

    private static final String ID = "[A-Z]-\\d+";
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(" + ID + ")\"\\)");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");
    private static final Pattern CASE = Pattern.compile("<testcase ([^>]*[^/>])(/>|>(.*?)</testcase>)", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("`(\\w+\\.\\w+)`");

    /// What is known of a fault. The note says why there is no test, or what is not done; it may be empty.
    record Row(String id, String fault, String expected, String note) {

        static Row parse(String line) {
            String[] parts = (line + " ").split(" \\| ", -1);
            if (parts.length < 3) {
                throw new IllegalArgumentException("Not a row: " + line);
            }
            return new Row(parts[0], parts[1], parts[2].strip(), parts.length > 3 ? parts[3].strip() : "");
        }
    }

    static Path findRoot() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("ARCHITECTURE.md"))) {
            root = root.getParent();
        }
        return root;
    }

    Path document() {
        return root.resolve("docs").resolve("faults.md");
    }

    List<Row> rows() throws IOException {
        try (InputStream text = FaultTable.class.getResourceAsStream("/faults.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::parse)
                    .toList();
        }
    }

    /// The tests of each id, as `Class.method`.
    SortedMap<String, List<String>> tests() throws IOException {
        SortedMap<String, List<String>> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().matches(".*/test/java/.*\\.java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .forEach(file -> collect(file, tests));
        }
        return tests;
    }

    private static void collect(Path file, Map<String, List<String>> tests) {
        String type = file.getFileName().toString().replace(".java", "");
        List<String> tags = new ArrayList<>();
        for (String line : read(file).lines().toList()) {
            Matcher tag = TAG.matcher(line);
            while (tag.find()) {
                tags.add(tag.group(1));
            }
            Matcher method = METHOD.matcher(line);
            if (!tags.isEmpty() && method.find()) {
                String test = type + "." + method.group(1);
                tags.forEach(id ->
                        tests.computeIfAbsent(id, none -> new ArrayList<>()).add(test));
                tags.clear();
            }
        }
    }

    /// How each test ended last, over all its parameters: `failed`, `passed`, or `skipped` where all were.
    Map<String, String> results() throws IOException {
        Map<String, String> results = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().matches(".*/(surefire|failsafe)-reports/TEST-.*\\.xml"))
                    .forEach(file -> collectResults(read(file), results));
        }
        return results;
    }

    private static void collectResults(String report, Map<String, String> results) {
        Matcher test = CASE.matcher(report);
        while (test.find()) {
            String type = attribute(test.group(1), "classname").replaceAll(".*\\.", "");
            String method = attribute(test.group(1), "name").replaceAll("[^\\w].*", "");
            String inside = test.group(3) == null ? "" : test.group(3);
            String result = inside.contains("<failure") || inside.contains("<error")
                    ? "failed"
                    : inside.contains("<skipped") ? "skipped" : "passed";
            results.merge(type + "." + method, result, FaultTable::worse);
        }
    }

    private static String attribute(String attributes, String name) {
        Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(attributes);
        return value.find() ? value.group(1) : "";
    }

    private static String worse(String one, String other) {
        List<String> order = List.of("failed", "passed", "skipped");
        return order.indexOf(one) < order.indexOf(other) ? one : other;
    }

    /// The tests that the document names.
    List<String> documented() {
        return NAMED.matcher(read(document()))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    String markdown() throws IOException {
        SortedMap<String, List<String>> tests = tests();
        Map<String, String> results = results();
        List<Row> rows = rows();
        long untested =
                rows.stream().filter(row -> !tests.containsKey(row.id())).count();
        return """
                # Faults

                What may go wrong, what must happen then, and the tests that make it happen. A test carries the id of its row as a JUnit tag: `-Dgroups=D-11` runs those of a row.
                Generated by the command in [campaigns.md](campaigns.md); the texts of the rows are in `src/test/resources/faults.txt`.

                %d rows, %d of them without a test, which say why.

                | row | fault | must happen | tests, and their last result |
                |---|---|---|---|
                """.formatted(rows.size(), untested)
                + rows.stream()
                        .map(row -> line(row, tests.getOrDefault(row.id(), List.of()), results))
                        .collect(Collectors.joining());
    }

    private static String line(Row row, List<String> tests, Map<String, String> results) {
        Stream<String> named = tests.stream().map(test -> "`" + test + "` " + results.getOrDefault(test, "not run"));
        Stream<String> note = Stream.of(row.note())
                .filter(text -> !text.isEmpty())
                .map(text -> (tests.isEmpty() ? "none: " : "open: ") + text);
        return "| " + row.id() + " | " + row.fault() + " | " + row.expected() + " | "
                + Stream.concat(named, note).collect(Collectors.joining("<br>")) + " |\n";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
