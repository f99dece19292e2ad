package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What one writer process shall do: with which habit, from which seed, at most how many transactions a
/// second, and to which databases.
///
/// @param atATime how many of the databases it writes at a time, over time others
public record WriterOrder(int writer, Mode mode, long seed, int transactionsPerSecond, Tree tree, int atATime) {

    private static final List<Mode> MODES = List.of(Mode.values());

    /// Databases with a second writer: one of so many.
    private static final int SHARED_ONE_OF = 3;

    public WriterOrder {
        if (transactionsPerSecond < 1) {
            throw new IllegalArgumentException("A writer needs at least one transaction a second");
        }
    }

    /// To all databases at any time.
    public WriterOrder(int writer, Mode mode, long seed, int transactionsPerSecond, Tree tree) {
        this(writer, mode, seed, transactionsPerSecond, tree, tree.databases().size());
    }

    /// The same for a part of the databases at a time.
    WriterOrder moving(int oneOf) {
        int size = tree.databases().size();
        return new WriterOrder(writer, mode, seed, transactionsPerSecond, tree, Math.max(1, size / oneOf));
    }

    /// Divides a tree among writers: each mode in turn, each database to one writer, every third to two of
    /// them, and all of them to those that only checkpoint.
    public static List<WriterOrder> divide(Tree tree, int writers, long seed, int transactionsPerSecond) {
        int authors = Math.toIntExact(IntStream.range(0, writers)
                .filter(writer -> mode(writer) != Mode.CHECKPOINTER)
                .count());
        List<WriterOrder> orders = new ArrayList<>();
        int author = 0;
        for (int writer = 0; writer < writers; writer++) {
            Tree share = tree;
            if (mode(writer) != Mode.CHECKPOINTER) {
                share = share(tree, author, authors);
                author++;
            }
            orders.add(new WriterOrder(writer, mode(writer), seed + writer, transactionsPerSecond, share));
        }
        return orders;
    }

    private static Mode mode(int writer) {
        return MODES.get(writer % MODES.size());
    }

    private static Tree share(Tree tree, int author, int authors) {
        List<String> names = tree.databases();
        return new Tree(
                tree.root(),
                IntStream.range(0, names.size())
                        .filter(i -> writes(author, i, authors))
                        .mapToObj(names::get)
                        .toList());
    }

    private static boolean writes(int author, int database, int authors) {
        int owner = (database / SHARED_ONE_OF) % authors;
        int second = (owner + 1) % authors;
        return author == owner || (author == second && database % SHARED_ONE_OF == 0);
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                Integer.toString(writer),
                mode.name(),
                Long.toString(seed),
                Integer.toString(transactionsPerSecond),
                Integer.toString(atATime),
                tree.root().toAbsolutePath().toString()));
        lines.addAll(tree.databases());
        Files.write(file, lines);
    }

    static WriterOrder read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return new WriterOrder(
                Integer.parseInt(lines.get(0)),
                Mode.valueOf(lines.get(1)),
                Long.parseLong(lines.get(2)),
                Integer.parseInt(lines.get(3)),
                new Tree(Path.of(lines.get(5)), lines.subList(6, lines.size())),
                Integer.parseInt(lines.get(4)));
    }
}
