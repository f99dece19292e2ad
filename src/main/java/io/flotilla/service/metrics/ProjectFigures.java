package io.flotilla.service.metrics;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.fleet.Protection;
import io.flotilla.service.live.Running;
import io.flotilla.service.metrics.Figures.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Databases by project, whichever fleet has them: the largest ones by name, all others as one. The project of
/// a database is looked up once, when it is new: four bytes a database. For use by one thread at a time.
final class ProjectFigures {

    /// What the others are called. A key cannot begin with a slash, so no project is called like this.
    static final String OTHER = "/other";

    private final int most;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private Map<Running, Column> columns = new HashMap<>();

    /// @param most how many have a line of their own
    ProjectFigures(int most) {
        this.most = most;
    }

    /// One line.
    ///
    /// @param unprotected how many wait
    /// @param longest how long the oldest write waits
    record Line(String project, int databases, int unprotected, Duration longest) {

        Line and(Line other) {
            return new Line(
                    project,
                    databases + other.databases,
                    unprotected + other.unprotected,
                    longest.compareTo(other.longest) > 0 ? longest : other.longest);
        }
    }

    /// Those of which the most databases wait, then the largest.
    List<Line> lines(List<Waiting> fleets, Instant now) {
        learn(fleets);
        Line[] lines = new Line[names.size()];
        Arrays.setAll(lines, number -> new Line(names.get(number), 0, 0, Duration.ZERO));
        int[] sizes = new int[names.size()];
        for (Waiting each : fleets) {
            Column column = column(each.fleet());
            column.count(sizes);
            each.since()
                    .forEach((database, since) -> column.find(database)
                            .ifPresent(number ->
                                    lines[number] = lines[number].and(new Line("", 0, 1, Protection.age(since, now)))));
        }
        for (int number = 0; number < lines.length; number++) {
            lines[number] = lines[number].and(new Line("", sizes[number], 0, Duration.ZERO));
        }
        return largest(Arrays.stream(lines).filter(line -> line.databases() > 0).toArray(Line[]::new));
    }

    private List<Line> largest(Line[] lines) {
        Arrays.sort(
                lines,
                Comparator.comparingInt(Line::unprotected)
                        .thenComparingInt(Line::databases)
                        .reversed()
                        .thenComparing(Line::project));
        List<Line> shown = new ArrayList<>(Arrays.asList(lines).subList(0, Math.min(most, lines.length)));
        Line other = new Line(OTHER, 0, 0, Duration.ZERO);
        for (int number = shown.size(); number < lines.length; number++) {
            other = other.and(lines[number]);
        }
        shown.add(other);
        return shown;
    }

    /// Databases are never forgotten, so only new ones have to be looked up. Fleets may go.
    private void learn(List<Waiting> fleets) {
        Map<Running, Column> now = new HashMap<>();
        for (Waiting each : fleets) {
            Column column = column(each.fleet());
            column.learn(each.fleet());
            now.put(each.fleet(), column);
        }
        columns = now;
    }

    private Column column(Running fleet) {
        Column known = columns.get(fleet);
        return known == null ? new Column() : known;
    }

    private int number(String name) {
        return numbers.computeIfAbsent(name, this::named);
    }

    private int named(String name) {
        names.add(name);
        return names.size() - 1;
    }

    /// The projects of one fleet's databases, by their numbers.
    private final class Column {

        private int[] projects = new int[0];
        private int known;

        void learn(Running fleet) {
            int size = fleet.catalog().size();
            if (size > projects.length) {
                projects = Arrays.copyOf(projects, Math.max(size, projects.length + projects.length / 2));
            }
            while (known < size) {
                DatabaseRow row = fleet.catalog().row(new DatabaseId(known + 1));
                projects[known] = number(
                        fleet.projects().project(row.path(), row.replica()).toString());
                known++;
            }
        }

        void count(int[] sizes) {
            for (int at = 0; at < known; at++) {
                sizes[projects[at]]++;
            }
        }

        /// Absent where it came after the others were counted.
        OptionalInt find(DatabaseId database) {
            return database.value() <= known ? OptionalInt.of(projects[database.value() - 1]) : OptionalInt.empty();
        }
    }
}
