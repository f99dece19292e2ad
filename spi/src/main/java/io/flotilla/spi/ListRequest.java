package io.flotilla.spi;

/// What to list: everything below `ancestor`, behind `startAfter` in key order, at most `limit` objects.
///
/// [ObjectKey#ROOT] as the ancestor means the whole target; as the starting point it means the first object.
/// The starting point need not exist.
public record ListRequest(ObjectKey ancestor, ObjectKey startAfter, int limit) {

    /// The usual size of a page, and the most that object stores give.
    public static final int PAGE = 1000;

    public ListRequest {
        if (limit < 1) {
            throw new IllegalArgumentException("A page holds at least one object: " + limit);
        }
    }

    /// Everything below a key, from the first object on, a page at a time.
    public static ListRequest below(ObjectKey ancestor) {
        return new ListRequest(ancestor, ObjectKey.ROOT, PAGE);
    }

    /// The same listing from behind this key on.
    public ListRequest after(ObjectKey key) {
        return new ListRequest(ancestor, key, limit);
    }

    /// The same listing with another size of page.
    public ListRequest limit(int objects) {
        return new ListRequest(ancestor, startAfter, objects);
    }
}
