package io.flotilla.service.demo;

import io.flotilla.creation.Created;
import io.flotilla.creation.Creation;
import io.flotilla.creation.CreationRequest;
import io.flotilla.creation.NamePattern;
import io.flotilla.fleet.BoundedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// A directory with databases in it, each named by its path below the root.
public record Tree(Path root, List<String> databases) {

    private static final int FOLDERS = 12;
    private static final int FEW_CUSTOMERS = 2;

    public Tree {
        databases = databases instanceof Names ? databases : List.copyOf(databases);
    }

    /// Creates many small databases of a few shapes, a part of the tree for each shape.
    ///
    /// @param progress hears how many there are so far, from several threads
    /// @throws IOException if the root cannot be written
    /// @throws SQLException if SQLite cannot make a template there
    static Tree createLarge(Path root, int count, long seed, LongConsumer progress)
            throws IOException, SQLException, InterruptedException {
        Files.createDirectories(root);
        Path template = root.resolve("template.db");
        int cores = Runtime.getRuntime().availableProcessors();
        try (var threads = new BoundedThreads(cores)) {
            var creation = new Creation(threads, cores);
            for (int i = 0; i < Shape.SMALL.size(); i++) {
                long first = (long) count * i / Shape.SMALL.size();
                long end = (long) count * (i + 1) / Shape.SMALL.size();
                Template.create(template, Shape.SMALL.get(i), seed + i, FEW_CUSTOMERS);
                var request = new CreationRequest(template, NamePattern.DEFAULT, first, end - first, root);
                Created _ = creation.run(request, done -> progress.accept(first + done));
                Files.delete(template);
            }
        }
        return new Tree(root, new Names(NamePattern.DEFAULT, count));
    }

    /// Creates databases of all shapes in turn, as a service with a database for each tenant would have
    /// them.
    ///
    /// @throws IOException if the root cannot be written
    /// @throws SQLException if SQLite cannot make a template there
    public static Tree create(Path root, int count, long seed) throws IOException, SQLException {
        Files.createDirectories(root);
        List<Path> templates = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i < Shape.ALL.size()) {
                Path template = root.resolve("template-" + i + ".db");
                Template.create(template, Shape.ALL.get(i), seed + i);
                templates.add(template);
            }
            String name = "databases/db-%02d/tenants/t-%04d.db".formatted(i % FOLDERS, i);
            Files.createDirectories(root.resolve(name).getParent());
            Files.copy(templates.get(i % Shape.ALL.size()), root.resolve(name));
            names.add(name);
        }
        for (Path template : templates) {
            Files.delete(template);
        }
        return new Tree(root, names);
    }

    /// The same databases below another root.
    public Tree at(Path otherRoot) {
        return new Tree(otherRoot, databases);
    }

    public Path file(String database) {
        return root.resolve(database);
    }

    /// All bytes of the database files, without their logs.
    public long bytes() throws IOException {
        long bytes = 0;
        for (String database : databases) {
            bytes += Files.size(file(database));
        }
        return bytes;
    }
}
