package io.flotilla.service.metrics;

import io.flotilla.service.metrics.Figures.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Fleets by name: those that fare worst have a line of their own, all others one together.
final class FleetFigures {

    /// What the others are called. No state directory is called like this.
    static final String OTHER = "/other";

    private FleetFigures() {}

    /// One line.
    ///
    /// @param unprotected how many wait
    /// @param longest how long the oldest write waits
    /// @param isTargetThere whether the target answered what it was asked last
    record Line(String fleet, int databases, int unprotected, Duration longest, boolean isTargetThere) {

        private static Line of(Waiting each, Instant now) {
            return new Line(
                    each.fleet().name(),
                    each.fleet().catalog().size(),
                    each.since().size(),
                    each.longest(now),
                    each.fleet().fleet().isTargetThere());
        }

        private Line and(Line other) {
            return new Line(
                    fleet,
                    databases + other.databases,
                    unprotected + other.unprotected,
                    longest.compareTo(other.longest) > 0 ? longest : other.longest,
                    isTargetThere && other.isTargetThere);
        }
    }

    /// Those whose target is away, then those with the oldest write.
    ///
    /// @param most how many have a line of their own
    static List<Line> lines(List<Waiting> fleets, Instant now, int most) {
        List<Line> lines = fleets.stream()
                .map(each -> Line.of(each, now))
                .sorted(Comparator.comparing(Line::isTargetThere)
                        .thenComparing(Line::longest, Comparator.reverseOrder())
                        .thenComparing(Line::fleet))
                .toList();
        List<Line> shown = new ArrayList<>(lines.subList(0, Math.min(most, lines.size())));
        lines.stream()
                .skip(most)
                .reduce(Line::and)
                .map(others ->
                        new Line(OTHER, others.databases, others.unprotected, others.longest, others.isTargetThere))
                .ifPresent(shown::add);
        return shown;
    }
}
