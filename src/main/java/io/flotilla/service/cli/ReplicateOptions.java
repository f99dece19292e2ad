package io.flotilla.service.cli;

import io.flotilla.discovery.KeyTemplate;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.store.TargetUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What `flotilla replicate` was asked for.
///
/// @param source a directory, or one database
/// @param patterns which files below a directory are databases, for example `**/*.db`; empty means all that are
/// @param excludes which of them are left alone
/// @param key how the keys of replicas are made
/// @param stateDirectory where the catalog lies; need not exist
/// @param interval how often what is new is uploaded; above zero
/// @param lock how long a database in rollback mode may be read under a shared lock; zero for never
/// @param frames how pages are encoded
/// @param levels what is done with files on the target
public record ReplicateOptions(
        Path source,
        TargetUrl target,
        List<String> patterns,
        List<String> excludes,
        KeyTemplate key,
        Path stateDirectory,
        Duration interval,
        Duration lock,
        FrameEncoding frames,
        FleetSettings.Levels levels) {

    public ReplicateOptions {
        patterns = List.copyOf(patterns);
        excludes = List.copyOf(excludes);
    }
}
