package io.flotilla.service.live;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// What a process shows of itself. Told to whoever observes it each time before it becomes another. Immutable.
///
/// @param state the directory for what all its fleets have together
/// @param fleets all of them, by name
/// @param reload makes it read its configuration again
public record Shown(Path state, List<Running> fleets, Reload reload) {

    /// In order, and in its own copy.
    public Shown {
        fleets = fleets.stream().sorted(Comparator.comparing(Running::name)).toList();
    }
}
