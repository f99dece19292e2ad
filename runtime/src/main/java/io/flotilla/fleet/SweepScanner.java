package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Registered;
import io.flotilla.catalog.Registration;
import io.flotilla.catalog.Why;
import io.flotilla.detection.Detection;
import io.flotilla.detection.Sighting;
import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Finding;
import io.flotilla.discovery.Root;
import io.flotilla.discovery.RootKeys;
import io.flotilla.disk.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The scanner: walks the directories, and looks at every database it knows. No descriptor is held and nothing
/// is opened for a database that did not change.
final class SweepScanner implements Scanner {

    /// What is said of a database without a file.
    static final Why GONE = new Why(ReasonCode.FILE_GONE, "the file is gone; its replica stays");

    private final Catalog catalog;
    private final Discovery discovery;
    private final Detection detection;
    private final List<Root> roots;

    /// Whether a discovery has come to its end.
    private boolean begun;

    /// Roots whose databases keep other keys than they would be given now, and what is to be said of that.
    private Map<Path, String> kept = Map.of();

    /// Roots that could not be read at the last discovery, and why. Their databases are not gone.
    private Map<Path, String> unavailable = Map.of();

    SweepScanner(Catalog catalog, Discovery discovery, Detection detection, List<Root> roots) {
        this.catalog = catalog;
        this.discovery = discovery;
        this.detection = detection;
        this.roots = List.copyOf(roots);
    }

    /// @throws SharedReplicaException at the first time, where two databases that are there would share a replica
    @Override
    public Discovered discover() {
        var found = new Found();
        var there = new BitSet();
        for (Root root : roots) {
            discovery.find(root, path -> isKnown(path, there), found);
        }
        unavailable = found.unavailable;
        if (!begun) {
            new SharedReplicas(catalog).refuse(found.registrations, there);
            kept = new KeptReplicas(catalog, keys()).doubts();
            begun = true;
        }
        kept.forEach((root, why) -> found.doubts.merge(root, why, (one, other) -> one + "; " + other));
        List<Registered> registered = catalog.register(found.registrations);
        for (int i = 0; i < registered.size(); i++) {
            if (registered.get(i) instanceof Registered.ReplicaTaken(var owner)) {
                found.refused.add(SharedReplicas.text(
                        found.registrations.get(i).path(), catalog.row(owner).path()));
            }
        }
        return new Discovered(catalog.size(), List.copyOf(found.refused), Map.copyOf(found.doubts));
    }

    private List<RootKeys> keys() {
        return roots.stream().flatMap(root -> discovery.keys(root).stream()).toList();
    }

    private boolean isKnown(Path path, BitSet there) {
        Optional<DatabaseId> known = catalog.find(path);
        known.ifPresent(id -> there.set(id.value()));
        return known.isPresent();
    }

    /// Collects what one discovery finds.
    private static final class Found implements Consumer<Finding> {

        private final List<Registration> registrations = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private final Map<Path, String> doubts = new LinkedHashMap<>();
        private final Map<Path, String> unavailable = new LinkedHashMap<>();

        @Override
        public void accept(Finding finding) {
            switch (finding) {
                case Finding.Known(var path) -> {}
                case Finding.Database(var path, var replica) -> registrations.add(new Registration(path, replica));
                case Finding.Waiting(var path, var replica) -> registrations.add(new Registration(path, replica));
                case Finding.Encrypted(var path, var replica) -> registrations.add(new Registration(path, replica));
                case Finding.NotADatabase(var path, var reason) -> {}
                case Finding.Unreadable(var path, var reason) -> refused.add(path + " cannot be read: " + reason);
                case Finding.RemoteRoot(var path, var fileSystem) ->
                    doubts.put(
                            path,
                            "lies on " + fileSystem + ", where time stamps cannot be relied on: a change may be noticed"
                                    + " late, and a database is replicated only while it has a log (WAL mode)");
                case Finding.RootUnavailable(var path, var reason) -> {
                    unavailable.put(path, reason);
                    refused.add(path + " cannot be replicated: " + reason);
                }
            }
        }
    }

    @Override
    public void sweep(Consumer<Change> changes) {
        catalog.forEach(row -> look(row, changes));
    }

    private void look(DatabaseRow row, Consumer<Change> changes) {
        if (row.state() == DatabaseState.FENCED) {
            return;
        }
        switch (detection.look(row.path(), known(row))) {
            case Sighting.Unchanged() -> {}
            case Sighting.Changed(var observed, var settled, var modified) ->
                changes.accept(new Change(row.id(), observed, settled, modified));
            case Sighting.Missing() -> missing(row);
            case Sighting.Unreadable(var why) -> catalog.mark(row.id(), DatabaseState.DEGRADED, why);
        }
    }

    /// Where a database was not as it should be, its fingerprint does not tell that it is now: it comes back
    /// unchanged with a directory that was away.
    private static Fingerprint known(DatabaseRow row) {
        return switch (row.state()) {
            case ACTIVE, WAITING, UNSUPPORTED -> row.fingerprint();
            case LAGGING, RESYNC, DEGRADED, FENCED, MISSING, FAILED -> Fingerprint.UNKNOWN;
        };
    }

    private void missing(DatabaseRow row) {
        for (Map.Entry<Path, String> root : unavailable.entrySet()) {
            if (row.path().startsWith(root.getKey().toAbsolutePath().normalize())) {
                var why = new Why(ReasonCode.ROOT_UNAVAILABLE, root.getKey() + ": " + root.getValue());
                catalog.mark(row.id(), DatabaseState.DEGRADED, why);
                return;
            }
        }
        catalog.mark(row.id(), DatabaseState.MISSING, GONE);
    }
}
