package io.flotilla.service.live;

import java.util.List;

/// Makes the process read its configuration again and follow it. Safe for use by several threads: one waits
/// for the other.
@FunctionalInterface
public interface Reload {

    /// Of a process that has no configuration.
    Reload NONE = () -> new Reloaded.Refused(
            List.of("This process was started with a directory and a target, and has no configuration to read"));

    /// Does it. May take as long as the last sync of fleets that are not wanted any more.
    ///
    /// @throws InterruptedException where the thread was interrupted meanwhile; then the last syncs were not
    /// waited for
    Reloaded reload() throws InterruptedException;
}
