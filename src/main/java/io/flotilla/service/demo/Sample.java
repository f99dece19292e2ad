package io.flotilla.service.demo;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// Which databases are restored and compared: all, or of many some, those that were written before the others.
final class Sample {

    /// Of a sample so many parts of four are databases that were written.
    private static final int WRITTEN = 3;

    private Sample() {}

    static Tree of(Tree tree, Ledger ledger, DemoOptions options) {
        int size = tree.databases().size();
        if (options.sample() >= size) {
            return tree;
        }
        var random = new Random(options.seed());
        List<String> written = ledger.databases().stream().sorted().collect(Collectors.toList());
        Collections.shuffle(written, random);
        int some = Math.min(written.size(), Math.max(1, options.sample() * WRITTEN / 4));
        Set<String> chosen = new LinkedHashSet<>(written.subList(0, some));
        while (chosen.size() < options.sample()) {
            chosen.add(tree.databases().get(random.nextInt(size)));
        }
        return new Tree(tree.root(), List.copyOf(chosen));
    }
}
