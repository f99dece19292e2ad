package io.flotilla.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Adds up what a campaign tried and found. Safe for use by several threads.
final class Tally {

    private final Map<String, int[]> kinds = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private long acknowledged;

    /// @param kind under which it is counted
    /// @param fired whether what was to happen did
    /// @param checked how many acknowledgements were checked
    synchronized void add(String kind, boolean fired, int checked) {
        int[] counts = kinds.computeIfAbsent(kind, name -> new int[2]);
        counts[0]++;
        counts[1] += fired ? 1 : 0;
        acknowledged += checked;
    }

    synchronized void fault(Object point, String fault) {
        faults.add(point + ": " + fault);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized int fired() {
        return kinds.values().stream().mapToInt(counts -> counts[1]).sum();
    }

    synchronized int tried() {
        return kinds.values().stream().mapToInt(counts -> counts[0]).sum();
    }

    synchronized long lost() {
        return faults.stream().filter(fault -> fault.contains(Verdict.LOST)).count();
    }

    /// One line with the sums, then one for each kind.
    synchronized String text(String what, long seed) {
        var text = new StringBuilder(String.format(
                "%s: %d points tried, %d fired, %d acknowledgements checked, %d lost, %d faults, seed %d",
                what, tried(), fired(), acknowledged, lost(), faults.size(), seed));
        kinds.forEach((kind, counts) ->
                text.append(String.format("%n  %-24s %5d tried %5d fired", kind, counts[0], counts[1])));
        return text.toString();
    }
}
