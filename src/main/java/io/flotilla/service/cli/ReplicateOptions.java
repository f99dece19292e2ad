package io.flotilla.service.cli;

import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.store.TargetUrl;
import java.nio.file.Path;
import java.time.Duration;

/// What `flotilla replicate` was asked for.
///
/// @param root a directory, or one database
/// @param stateDirectory where the catalog lies; need not exist
/// @param interval how often what is new is uploaded; above zero
/// @param lock how long a database in rollback mode may be read under a shared lock; zero for never
/// @param frames how pages are encoded
/// @param levels what is done with files on the target
public record ReplicateOptions(
        Root root,
        TargetUrl target,
        Path stateDirectory,
        Duration interval,
        Duration lock,
        FrameEncoding frames,
        FleetSettings.Levels levels) {}
