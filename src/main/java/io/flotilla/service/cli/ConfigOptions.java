package io.flotilla.service.cli;

import io.flotilla.service.config.Configuration;
import io.flotilla.service.config.ConfigurationFinder;
import io.flotilla.service.config.ConfigurationReader;
import io.flotilla.service.config.ConfigurationReader.Variables;
import io.flotilla.service.config.ConfiguredReplicas;
import io.flotilla.service.config.Host;
import io.flotilla.service.config.InvalidConfiguration;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which configuration file a command goes by.
final class ConfigOptions {

    private static final Set<String> DATABASE_SCHEMES = Set.of("sqlite", "sqlite3");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: $LITESTREAM_CONFIG, $FLOTILLA_CONFIG, /etc/flotilla.yml, "
                    + "/etc/litestream.yml, the first that is there.")
    private @Nullable String config;

    @Option(names = "--no-expand-env", description = "Leave $NAME in the configuration alone.")
    private boolean noExpandEnv;

    /// Whether one was named on the command line.
    boolean isNamed() {
        return config != null;
    }

    /// The configuration's file; absent where none is named and none is in its usual place.
    Optional<Path> file() {
        var finder = new ConfigurationFinder(Host.here(), ConfigurationFinder.USUAL);
        String named = config;
        return named == null ? finder.find() : Optional.of(finder.path(named));
    }

    /// The configuration that has to be there.
    Configuration read() throws IOException {
        return read(file().orElseThrow(() -> new CommandFailure(
                "No configuration: there is no /etc/flotilla.yml and no /etc/litestream.yml",
                "-config FILE, or a directory and a target: flotilla replicate --help")));
    }

    /// The configuration, where there is one.
    Optional<Configuration> find() throws IOException {
        Optional<Path> file = file();
        return file.isEmpty() ? Optional.empty() : Optional.of(read(file.get()));
    }

    private Configuration read(Path file) throws IOException {
        return new ConfigurationReader(Host.here()).read(file, noExpandEnv ? Variables.LEFT_ALONE : Variables.EXPANDED);
    }

    /// What is meant by an argument.
    sealed interface Source {

        /// Where the replica is.
        TargetUrl replica();

        /// A replica.
        record Replica(TargetUrl replica) implements Source {}

        /// A database of the configuration.
        record Database(Path database, TargetUrl replica) implements Source {}
    }

    /// The replica that is meant, as [#source].
    TargetUrl replica(TargetUrl given, PrintWriter err) throws IOException {
        return source(given, err).replica();
    }

    /// The replica that is meant: what a URL names, or the replica of the database with this path. A path that is in
    /// no configuration is the replica's own.
    ///
    /// @param err hears why a configuration that nobody named is passed over
    Source source(TargetUrl given, PrintWriter err) throws IOException {
        boolean isDatabase = DATABASE_SCHEMES.contains(given.scheme());
        if (!isDatabase && !given.scheme().equals("file")) {
            if (isNamed()) {
                throw new CommandFailure("-config is for the path of a database, and a URL is given", "leave one out");
            }
            return new Source.Replica(given);
        }
        String path = Path.of(given.uri().getPath()).toString();
        Optional<TargetUrl> replica = configured(path, err);
        if (replica.isEmpty() && (isNamed() || isDatabase)) {
            throw new CommandFailure("The database " + path + " is not in the configuration", "flotilla databases");
        }
        return replica.<Source>map(found -> new Source.Database(Path.of(path), found))
                .orElseGet(() -> new Source.Replica(given));
    }

    /// The directory below which the configuration wants state directories; absent where it says nothing.
    ///
    /// @param err as in [#source]
    Optional<Path> state(PrintWriter err) throws IOException {
        return findLeniently(err).flatMap(Configuration::state);
    }

    private Optional<TargetUrl> configured(String path, PrintWriter err) throws IOException {
        return findLeniently(err).flatMap(found -> new ConfiguredReplicas(found).find(path));
    }

    /// One that nobody named is passed over where it cannot be used.
    private Optional<Configuration> findLeniently(PrintWriter err) throws IOException {
        try {
            return find();
        } catch (InvalidConfiguration | IOException unusable) {
            if (isNamed()) {
                throw unusable;
            }
            err.println("Warning: the configuration is passed over: " + FailureText.message(unusable));
            err.flush();
            return Optional.empty();
        }
    }
}
