package io.flotilla.service.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Collects the figures of the parts that were asked for. For use by one thread.
final class Figures {

    private final Set<Phase> wanted;
    private final List<Figure> figures = new ArrayList<>();

    Figures(Set<Phase> wanted) {
        this.wanted = wanted;
    }

    boolean wants(Phase phase) {
        return wanted.contains(phase);
    }

    void add(Phase phase, Figure figure) {
        if (wants(phase)) {
            figures.add(figure);
        }
    }

    List<Figure> all() {
        return List.copyOf(figures);
    }
}
