package io.flotilla.spi;

import java.net.URI;

/// Makes targets of one kind. Found by [java.util.ServiceLoader]; has a public constructor without parameters.
///
/// It is asked for a target with a URL whose scheme is its own, and with settings from the configuration.
/// Parameters of the URL (`?name=value`) have already been added to the settings.
public interface TargetFactory {

    /// The scheme of the URLs that belong to this kind, in lower case, for example `file`. Unique among
    /// plug-ins.
    String scheme();

    /// How a replica's levels are named on this kind of target.
    ReplicaLayout layout();

    /// Opens a target.
    ///
    /// Checks all settings before anything else; makes sure that the root can be used, where that is cheap.
    ///
    /// @throws IllegalArgumentException for an unknown or malformed setting or URL; the text names it, and
    ///     the known settings
    /// @throws TargetException where the root cannot be used
    ReplicaTarget open(URI url, Settings settings) throws TargetException;

    /// Opens a target that may use what the engine lends to it: threads for requests at the same time. Otherwise as
    /// [#open(URI, Settings)].
    default ReplicaTarget open(URI url, Settings settings, Surroundings surroundings) throws TargetException {
        return open(url, settings);
    }
}
