package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Root;
import io.flotilla.discovery.RootKeys;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Walks all roots. At the first time nothing new is registered before everything is found: two databases that would
/// share a replica end it. For use by one thread.
final class WholeWalks {

    private final Catalog catalog;
    private final Discovery discovery;
    private final List<Root> roots;
    private final Supplier<Intake> intakes;

    /// Whether a walk has come to its end.
    private boolean begun;

    /// Roots whose databases keep other keys than they would be given now, and what is to be said of that.
    private Map<Path, String> kept = Map.of();

    WholeWalks(Catalog catalog, Discovery discovery, List<Root> roots, Supplier<Intake> intakes) {
        this.catalog = catalog;
        this.discovery = discovery;
        this.roots = List.copyOf(roots);
        this.intakes = intakes;
    }

    /// @throws SharedReplicaException at the first time, where two databases that are there would share a replica
    Scanner.Discovered next() {
        Intake intake = intakes.get();
        if (begun) {
            roots.forEach(root -> discovery.find(root, this::isKnown, intake.below(root)));
        } else {
            begin(intake.andHolds());
        }
        intake.flush();
        Map<Path, String> doubts = new HashMap<>(intake.doubts());
        kept.forEach((root, why) -> doubts.merge(root, why, (one, other) -> one + "; " + other));
        return new Scanner.Discovered(catalog.size(), intake.refused(), doubts);
    }

    private void begin(Intake intake) {
        var there = new BitSet();
        roots.forEach(root -> discovery.find(root, path -> isKnown(path, there), intake.below(root)));
        new SharedReplicas(catalog).refuse(intake.held(), there);
        kept = new KeptReplicas(catalog, keys()).doubts();
        begun = true;
    }

    private List<RootKeys> keys() {
        return roots.stream().flatMap(root -> discovery.keys(root).stream()).toList();
    }

    private boolean isKnown(Path path) {
        return catalog.find(path).isPresent();
    }

    private boolean isKnown(Path path, BitSet there) {
        Optional<DatabaseId> known = catalog.find(path);
        known.ifPresent(id -> there.set(id.value()));
        return known.isPresent();
    }
}
