package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.probe.CreateOnlyTrial;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.util.random.RandomGenerator;

/// Sees to it once for each target that its store replaces nothing. Three requests where the catalog knows of no
/// earlier trial; none where it does, where the target keeps its promises by itself, and where somebody said that
/// there is one writer. For use by one thread.
final class StoreTrial {

    private static final String CREATE_ONLY = "create-only";

    private final ReplicaTarget target;
    private final Catalog catalog;
    private final RandomGenerator random;
    private boolean isOver;

    StoreTrial(ReplicaTarget target, Catalog catalog, RandomGenerator random) {
        this.target = target;
        this.catalog = catalog;
        this.random = random;
    }

    /// Whether the store may be written to.
    boolean isOver() {
        return isOver;
    }

    /// Tries it, unless that was done.
    ///
    /// @throws TwoWritersException where the store replaced an object
    /// @throws TargetException where it does not answer
    void run() throws TargetException {
        if (!isOver && isNeeded()) {
            judge(new CreateOnlyTrial(target, random).run());
        }
        isOver = true;
    }

    /// Whether something is to be asked.
    boolean isNeeded() {
        return target.examination()
                        .filter(examination -> !examination.hasOneWriter())
                        .isPresent()
                && !catalog.uses().isProved(CREATE_ONLY);
    }

    private void judge(Finding finding) {
        switch (finding) {
            case Finding.Kept kept -> catalog.uses().prove(CREATE_ONLY);
            case Finding.Broken broken -> throw new TwoWritersException(broken.seen());
            case Finding.Noted unclear -> {}
        }
    }
}
