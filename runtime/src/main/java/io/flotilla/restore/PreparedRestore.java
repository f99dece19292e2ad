package io.flotilla.restore;

import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.RestoreResult.Restored;

/// What became of a database that is restored together with others.
public sealed interface PreparedRestore {

    /// It is whole and proved; its name and its durability are left to the caller.
    record Prepared(Restored result, UnnamedDatabase database) implements PreparedRestore {}

    /// The replica does not have the wanted state. Nothing was written.
    record NotPrepared(RestorePlan.Impossible why) implements PreparedRestore {}
}
