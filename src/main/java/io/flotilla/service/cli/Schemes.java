package io.flotilla.service.cli;

import io.flotilla.spi.TargetFactory;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/// Which kinds of targets the plug-ins on the class path can reach.
final class Schemes {

    private Schemes() {}

    static Set<String> installed() {
        return ServiceLoader.load(TargetFactory.class).stream()
                .map(found -> found.get().scheme())
                .collect(Collectors.toUnmodifiableSet());
    }
}
