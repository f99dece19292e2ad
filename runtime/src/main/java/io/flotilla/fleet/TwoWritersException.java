package io.flotilla.fleet;

/// The store replaces objects, so a second writer would destroy what the first one wrote. Nothing was begun.
public final class TwoWritersException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    TwoWritersException(String seen) {
        super("Two writers are not safe here: the store took a second object of one name (" + seen
                + "). Nothing was replicated: choose a store that knows If-None-Match, or say one-writer=true in the "
                + "target's URL if nobody else ever writes there");
    }
}
