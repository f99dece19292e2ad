package io.flotilla.spi;

import java.util.List;

/// One page of a listing, in ascending key order; `more` where objects may follow behind the last of them.
public record ListPage(List<ListedObject> objects, boolean more) {

    public ListPage {
        objects = List.copyOf(objects);
        if (more && objects.isEmpty()) {
            throw new IllegalArgumentException("A page that has more behind it is not empty");
        }
    }
}
