package io.flotilla.service.trace;

import io.flotilla.catalog.Catalog;
import io.flotilla.fleet.Acknowledgement;
import io.flotilla.fleet.FleetWitness;
import java.util.function.Supplier;

/// Follows the chosen databases of fleets, until it is closed. Safe for use by several threads.
public interface Tracing extends AutoCloseable {

    /// Follows none.
    Tracing NONE = new Tracing() {
        @Override
        public Followed follow(String target, Supplier<Catalog> catalog) {
            return Followed.NOTHING;
        }

        @Override
        public void close() {}
    };

    /// Follows a fleet.
    ///
    /// @param target what its target is called
    /// @param catalog asked once the fleet has begun
    Followed follow(String target, Supplier<Catalog> catalog);

    /// Sends what is left, for a second at the most. What is not taken by then is lost.
    @Override
    void close();

    /// A fleet that is followed. Closed when it has ended: what was under way then ends as a failure.
    interface Followed extends FleetWitness, AutoCloseable {

        /// Sees nothing.
        Followed NOTHING = new Followed() {
            @Override
            public void acknowledged(Acknowledgement acknowledgement) {}

            @Override
            public void close() {}
        };

        @Override
        void close();
    }
}
