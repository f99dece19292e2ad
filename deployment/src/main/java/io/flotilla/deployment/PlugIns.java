package io.flotilla.deployment;

import io.quarkus.deployment.builditem.nativeimage.ServiceProviderBuildItem;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/// The plug-ins of one kind that an application has, found at build time as they will be at run time.
///
/// A factory is made and asked for its name; nothing else is asked of it.
record PlugIns(Class<?> kind, List<String> factories) {

    PlugIns {
        factories = List.copyOf(factories);
    }

    /// Finds all plug-ins of a kind, each with a name of its own.
    ///
    /// @throws ConfigurationException when two have one name, or one cannot be loaded
    static <F> PlugIns of(Class<F> kind, Function<F, String> name) {
        Map<String, String> named = new TreeMap<>();
        List<String> factories = new ArrayList<>();
        try {
            for (F factory : ServiceLoader.load(kind, Thread.currentThread().getContextClassLoader())) {
                String found = factory.getClass().getName();
                String other = named.put(name.apply(factory), found);
                if (other != null) {
                    throw new ConfigurationException("Two plug-ins of Flotilla are named '" + name.apply(factory)
                            + "': " + other + " and " + found + ". Remove one of them from the dependencies");
                }
                factories.add(found);
            }
        } catch (ServiceConfigurationError broken) {
            throw new ConfigurationException("A plug-in of Flotilla cannot be loaded: " + broken.getMessage(), broken);
        }
        return new PlugIns(kind, factories);
    }

    /// Keeps them for ServiceLoader in a native image.
    ///
    /// @throws ConfigurationException with this text when there are none
    ServiceProviderBuildItem provider(String withoutAny) {
        if (factories.isEmpty()) {
            throw new ConfigurationException(withoutAny);
        }
        return new ServiceProviderBuildItem(kind.getName(), factories);
    }
}
