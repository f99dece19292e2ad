package io.flotilla.service.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which file is the configuration where none is named on the command line.
///
/// @param places files that are taken where the environment names none, the first that is there
public record ConfigurationFinder(Host host, List<Path> places) {

    /// The environment's names for it, the first that is set.
    public static final List<String> VARIABLES = List.of("LITESTREAM_CONFIG", "FLOTILLA_CONFIG");

    /// Where a system keeps its configuration.
    public static final List<Path> USUAL = List.of(Path.of("/etc/flotilla.yml"), Path.of("/etc/litestream.yml"));

    public ConfigurationFinder {
        places = List.copyOf(places);
    }

    /// The file; absent where there is none. One that the environment names need not exist.
    public Optional<Path> find() {
        Stream<Path> named = VARIABLES.stream()
                .map(name -> host.variables().getOrDefault(name, ""))
                .filter(path -> !path.isEmpty())
                .map(this::path);
        return Stream.concat(named, places.stream().filter(Files::exists)).findFirst();
    }

    /// The file that a text names, which may begin with `~`.
    public Path path(String text) {
        return Path.of(host.absolute(text));
    }
}
