package io.flotilla.service.config;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/// Which variables of the environment stand on which lines of a file, counted from 1. A bit a line for each list of
/// names that stands on one, because there may be millions. To be filled by one thread.
public final class VariableLines {

    private final Map<List<String>, BitSet> lines = new LinkedHashMap<>();

    VariableLines() {}

    /// @param names all of this line
    void note(int line, List<String> names) {
        if (!names.isEmpty()) {
            lines.computeIfAbsent(List.copyOf(names), none -> new BitSet()).set(line);
        }
    }

    /// Those on a line, in their order.
    public List<String> at(int line) {
        return lines.entrySet().stream()
                .filter(entry -> entry.getValue().get(line))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(List.of());
    }

    /// Each name with each line on which it stands, those first that stand there first.
    void forEach(ObjIntConsumer<String> visitor) {
        lines.forEach((names, where) ->
                names.forEach(name -> where.stream().forEach(line -> visitor.accept(name, line))));
    }
}
