package io.flotilla.store;

import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.TargetFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The kinds of targets that are there, by the scheme of their URLs. Immutable.
public final class Targets {

    private final Map<String, TargetFactory> factories = new TreeMap<>();
    private final Surroundings surroundings;

    /// Whose targets work in the thread that calls them.
    ///
    /// @throws IllegalArgumentException when two factories have one scheme
    public Targets(Iterable<TargetFactory> found) {
        this(found, Surroundings.NONE);
    }

    /// Whose targets may use these surroundings.
    ///
    /// @throws IllegalArgumentException when two factories have one scheme
    public Targets(Iterable<TargetFactory> found, Surroundings surroundings) {
        this.surroundings = surroundings;
        for (TargetFactory factory : found) {
            TargetFactory other = factories.put(factory.scheme(), factory);
            if (other != null) {
                throw new IllegalArgumentException("Two plug-ins for " + factory.scheme() + "://: "
                        + other.getClass().getName() + " and "
                        + factory.getClass().getName());
            }
        }
    }

    /// The plug-ins on the class path.
    public static Targets installed() {
        return new Targets(ServiceLoader.load(TargetFactory.class));
    }

    /// The plug-ins on the class path, whose targets may use these surroundings.
    public static Targets installed(Surroundings surroundings) {
        return new Targets(ServiceLoader.load(TargetFactory.class), surroundings);
    }

    /// Opens the target that a URL names, with the URL's own settings. The caller closes it.
    ///
    /// @throws IllegalArgumentException for a scheme without a plug-in, with the list of those that are there, and
    ///     for what the plug-in does not accept
    /// @throws TargetException where the target cannot be used
    public OpenTarget open(TargetUrl url) throws TargetException {
        return open(url, Settings.NONE);
    }

    /// Opens the target that a URL names. The URL's own settings come before the configured ones.
    public OpenTarget open(TargetUrl url, Settings configured) throws TargetException {
        var factory = factories.get(url.scheme());
        if (factory == null) {
            throw new IllegalArgumentException("No plug-in for " + url.scheme() + "://. There are: "
                    + (factories.isEmpty() ? "none" : String.join("://, ", factories.keySet()) + "://"));
        }
        Map<String, String> values = new HashMap<>(configured.values());
        values.putAll(url.settings().values());
        return new OpenTarget(factory.open(url.uri(), new Settings(values), surroundings), factory.layout(), url);
    }
}
