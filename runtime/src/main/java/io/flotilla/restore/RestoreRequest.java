package io.flotilla.restore;

import io.flotilla.plan.RestorePoint;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;

/// Which replica to restore, as of when, into which new file.
public record RestoreRequest(ObjectKey replica, RestorePoint point, Path output) {}
