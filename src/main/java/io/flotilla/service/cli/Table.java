package io.flotilla.service.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// A table for people: columns as wide as their widest cell, numbers to the right, no frame.
///
/// Control characters in a cell are shown as escapes, so that no file name breaks a line or a terminal. For one
/// thread.
final class Table {

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /// Where the cells of a column stand.
    enum Side {
        LEFT,
        RIGHT
    }

    /// One column: its heading, and where its cells stand.
    record Column(String heading, Side side) {

        static Column left(String heading) {
            return new Column(heading, Side.LEFT);
        }

        static Column right(String heading) {
            return new Column(heading, Side.RIGHT);
        }
    }

    Table(Column... columns) {
        this.columns = List.of(columns);
        rows.add(this.columns.stream().map(Column::heading).toList());
    }

    /// Adds a row, with a cell for each column.
    void add(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        var row = new ArrayList<String>(cells.length);
        for (Object cell : cells) {
            row.add(visible(cell.toString()));
        }
        rows.add(row);
    }

    void print(PrintWriter out) {
        int[] widths = widths();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                append(
                        line,
                        row.get(column),
                        widths[column],
                        columns.get(column).side());
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        return widths;
    }

    private static void append(StringBuilder line, String cell, int width, Side side) {
        String blank = " ".repeat(width - width(cell));
        line.append(
                switch (side) {
                    case LEFT -> cell + blank;
                    case RIGHT -> blank + cell;
                });
        line.append("  ");
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    static String visible(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var shown = new StringBuilder();
        text.chars()
                .forEach(c ->
                        shown.append(Character.isISOControl(c) ? String.format("\\x%02x", c) : Character.toString(c)));
        return shown.toString();
    }
}
