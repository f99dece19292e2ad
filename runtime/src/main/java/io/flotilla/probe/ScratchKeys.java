package io.flotilla.probe;

import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/// A place on a target that nobody else uses: `.flotilla-probe/` and a random name. No replica is looked for there.
record ScratchKeys(ReplicaTarget target, ObjectKey place) {

    private static final String ABOVE = ".flotilla-probe";

    static ScratchKeys of(ReplicaTarget target, RandomGenerator random) {
        String name = HexFormat.of().toHexDigits(random.nextLong());
        return new ScratchKeys(target, ObjectKey.of(ABOVE + "/" + name));
    }

    ObjectKey key(String name) {
        return place.child(name);
    }

    /// All objects that are there, in their order.
    List<ListedObject> list() throws TargetException {
        List<ListedObject> found = new ArrayList<>();
        ListRequest request = ListRequest.below(place);
        ListPage page = target.list(request);
        found.addAll(page.objects());
        while (page.more()) {
            page = target.list(request.after(found.getLast().key()));
            found.addAll(page.objects());
        }
        return found;
    }

    /// Removes what is there, and says of how many objects it could not be said that they are gone.
    long remove() throws TargetException {
        List<ObjectKey> keys = list().stream().map(ListedObject::key).toList();
        return target.delete(keys).stream()
                .filter(DeleteResult.NotDeleted.class::isInstance)
                .count();
    }
}
