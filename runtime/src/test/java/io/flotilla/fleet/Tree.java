package io.flotilla.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Disk;
import io.flotilla.disk.DiskOf;
import io.flotilla.disk.PosixDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A tree of files that look like databases, and a scanner over it whose calls to the disk are noted.
final class Tree implements AutoCloseable {

    private static final byte[] DATABASE = Arrays.copyOf("SQLite format 3\0".getBytes(US_ASCII), 512);

    private final Path directory;
    private final Path root;
    private final Disk real;
    private final Catalog catalog;
    private final Disk noted;
    private final MovedClocks clocks = new MovedClocks();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private TreeScanner scanner;

    Tree(Path directory) throws IOException {
        this(directory, new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                return call.make();
            }
        });
    }

    Tree(Path directory, DiskOf.Gate gate) throws IOException {
        this.directory = directory.toRealPath();
        this.root = this.directory.resolve("root");
        this.real = PosixDisk.open();
        Files.createDirectories(root);
        noted = new DiskOf(new DiskOf(real, gate), new DiskOf.Gate() {
            @Override
            public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
                calls.add(what + " " + Tree.this.directory.relativize(path));
                return call.make();
            }
        });
        catalog = Catalog.open(this.directory.resolve("state"), "a target", Clock.systemUTC(), new Random(1))
                .catalog();
        scanner = new TreeScanner(catalog, noted, List.of(Root.of(root)), clocks.clocks());
    }

    /// Another scanner, which knows what the catalog does and nothing else.
    Tree restarted() {
        return restarted(EmptyFiles.MOST);
    }

    /// @param emptyFiles how many empty files it keeps as databases that wait
    Tree restarted(int emptyFiles) {
        scanner = new TreeScanner(catalog, noted, List.of(Root.of(root)), clocks.clocks(), emptyFiles);
        calls.clear();
        return this;
    }

    /// The clocks of the scanner.
    MovedClocks clocks() {
        return clocks;
    }

    Catalog catalog() {
        return catalog;
    }

    TreeScanner scanner() {
        return scanner;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    Path database(String name) throws IOException {
        return file(name, DATABASE);
    }

    Path file(String name, byte[] content) throws IOException {
        Files.createDirectories(path(name).getParent());
        return Files.write(path(name), content);
    }

    DatabaseRow row(String name) {
        return catalog.row(catalog.find(path(name)).orElseThrow());
    }

    String name(DatabaseId database) {
        return root.relativize(catalog.row(database).path()).toString();
    }

    /// The names of what a sweep hands over.
    Set<String> sweep() {
        Set<DatabaseId> changed = new TreeSet<>();
        scanner.sweep(changed::add);
        return changed.stream().map(this::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Everything is clean, and its directories are noted as they are.
    void settle() throws IOException {
        for (int round = 0; round < 3; round++) {
            tick();
            scanner.sweep(this::clean);
        }
        calls.clear();
    }

    void clean(DatabaseId database) {
        scanner.look(database).ifPresent(change -> {
            catalog.observe(database, change.observed());
            catalog.mark(database, io.flotilla.catalog.DatabaseState.ACTIVE, io.flotilla.catalog.Why.NOTHING);
        });
    }

    /// Until what was changed before is older than two ticks of the kernel's clock.
    void tick() throws IOException {
        Path other = directory.resolve("clock");
        Files.writeString(other, "tick");
        long before = changed(other);
        do {
            Files.writeString(other, "tick");
        } while (changed(other) - before < 25_000_000);
    }

    private long changed(Path path) throws IOException {
        return real.status(path).orElseThrow().changedNanos();
    }

    /// What was asked of the disk since everything was settled.
    List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
