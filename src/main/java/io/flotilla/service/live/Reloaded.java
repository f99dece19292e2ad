package io.flotilla.service.live;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What came of reading the configuration again.
public sealed interface Reloaded {

    /// It is followed.
    ///
    /// @param notes what its owner should know, each with file and line
    @Schema(name = "Reload")
    record Followed(Names fleets, Databases databases, List<String> notes) implements Reloaded {

        public Followed {
            notes = List.copyOf(notes);
        }
    }

    /// It cannot be followed, and everything goes on as before.
    ///
    /// @param problems each with file and line, as far as it has them
    record Refused(List<String> problems) implements Reloaded {

        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /// It could be followed in part alone: some fleets are not replicated, although they are wanted.
    record Incomplete(List<String> problems) implements Reloaded {

        public Incomplete {
            problems = List.copyOf(problems);
        }
    }

    /// The names of fleets.
    ///
    /// @param changed with other settings: they did their last sync and began again
    /// @param unchanged they went on undisturbed
    @Schema(name = "FleetNames")
    record Names(List<String> added, List<String> changed, List<String> removed, List<String> unchanged) {

        public Names {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
            unchanged = List.copyOf(unchanged);
        }
    }

    /// Databases that are listed by their paths; those below directories come and go by themselves.
    @Schema(name = "ListedDatabases")
    record Databases(Some added, Some removed, int unchanged) {}

    /// How many there are, and the paths of the first of them.
    @Schema(name = "SomeDatabases")
    record Some(int count, List<String> first) {

        public Some {
            first = List.copyOf(first);
        }
    }
}
