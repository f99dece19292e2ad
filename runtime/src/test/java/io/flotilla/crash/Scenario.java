package io.flotilla.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What an application does around one run of the engine: before it, and at each moment at which the engine has
/// nothing left to do.
///
/// @param before what is there when the engine starts; it may run an engine of its own
record Scenario(String name, Before before, List<Step> steps) {

    Scenario {
        steps = List.copyOf(steps);
    }

    /// What is there at the start.
    @FunctionalInterface
    interface Before {
        /// Makes it, and gives what engines have acknowledged on the way.
        List<AcknowledgedRecord> make(Application application, Path directory) throws IOException, InterruptedException;
    }

    /// What is written at once. It always gives the same bytes.
    @FunctionalInterface
    interface Step {
        void write(Application application) throws IOException;
    }

    static Scenario of(String name, Step before, List<Step> steps) {
        return new Scenario(
                name,
                (application, directory) -> {
                    before.write(application);
                    application.isWritten();
                    return List.of();
                },
                steps);
    }

    /// The steps that happen while the engine under test is there. The last one is for who takes over from it, who
    /// thus has something to do.
    List<Step> meanwhile() {
        return steps.subList(0, steps.size() - 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
