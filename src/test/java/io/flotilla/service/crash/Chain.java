package io.flotilla.service.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The levels and TXID ranges of a replica's files, from `flotilla ltx --json`.
record Chain(List<Range> ranges) {

    private static final Pattern FILE = Pattern.compile("\\{[^{}]*}");
    private static final Pattern LEVEL = Pattern.compile("\"level\"\\s*:\\s*([0-9])");
    private static final Pattern FIRST = field("min");
    private static final Pattern LAST = field("max");

    record Range(int level, long first, long last) {}

    static Chain parse(String json) {
        List<Range> ranges = new ArrayList<>();
        Matcher file = FILE.matcher(json);
        while (file.find()) {
            Matcher level = LEVEL.matcher(file.group());
            Matcher first = FIRST.matcher(file.group());
            Matcher last = LAST.matcher(file.group());
            if (level.find() && first.find() && last.find()) {
                ranges.add(new Range(
                        Integer.parseInt(level.group(1)),
                        Long.parseUnsignedLong(first.group(1), 16),
                        Long.parseUnsignedLong(last.group(1), 16)));
            }
        }
        return new Chain(ranges);
    }

    /// Where merged files and snapshots end: states that stay restorable as long as the rules say so.
    List<Long> mergedEnds() {
        return ranges.stream()
                .filter(range -> range.level() > 0)
                .map(Range::last)
                .distinct()
                .sorted()
                .toList();
    }

    /// What is wrong with the chain: nothing, where it leads from TXID 1 to the last without a gap.
    List<String> faults() {
        if (ranges.isEmpty()) {
            return List.of("has no files");
        }
        List<String> faults = new ArrayList<>();
        long reached = 0;
        for (Range range :
                ranges.stream().sorted(Comparator.comparing(Range::first)).toList()) {
            if (range.first() > reached + 1) {
                faults.add("nothing from TXID " + (reached + 1) + " to " + (range.first() - 1));
            }
            reached = Math.max(reached, range.last());
        }
        return faults;
    }

    private static Pattern field(String end) {
        return Pattern.compile("\"" + end + "_?txid\"\\s*:\\s*\"([0-9a-f]{16})\"", Pattern.CASE_INSENSITIVE);
    }
}
