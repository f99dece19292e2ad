package io.flotilla.spi;

import java.util.List;

/// Tries out what is particular to a target whose promises are kept by a store that others made: what one store keeps,
/// another one ignores in silence.
public interface Examination {

    /// Whether a person has said that nobody else ever writes to this place, so that an engine may begin there also
    /// where the store replaces objects.
    boolean hasOneWriter();

    /// Asks the store, with objects below this key that the caller removes afterwards, and says what was seen. Safe
    /// for use by one thread at a time.
    ///
    /// @throws TargetException where it does not answer, or refuses to be asked
    List<Finding> examine(ObjectKey scratch) throws TargetException;
}
