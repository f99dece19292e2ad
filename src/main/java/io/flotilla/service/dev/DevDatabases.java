package io.flotilla.service.dev;

import io.flotilla.service.demo.Mode;
import io.flotilla.service.demo.Tree;
import io.flotilla.service.demo.Workplace;
import io.flotilla.service.demo.WriterOrder;
import io.flotilla.service.demo.Writers;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/// Some databases, and a process that writes a few of them often and most of them hardly ever.
///
/// @param directory where they are
record DevDatabases(Path directory) {

    private static final int DATABASES = 42;
    private static final int TRANSACTIONS_PER_SECOND = 3;

    /// Makes them, and lets them be written until the place is closed.
    static DevDatabases write(Workplace place) throws Exception {
        long seed = RandomGenerator.getDefault().nextLong();
        Tree tree = Tree.create(place.root().resolve("source"), DATABASES, seed);
        var order = new WriterOrder(1, Mode.LONG_LIVED, seed, TRANSACTIONS_PER_SECOND, tree);
        place.add(Writers.start(List.of(order), place.root().resolve("writers")));
        return new DevDatabases(tree.root());
    }
}
