package io.flotilla.service.cli;

import io.flotilla.spi.PathPattern;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/// Which databases `restore --all` brings back, and how.
final class ManyOptions {

    @Option(
            names = "--match",
            paramLabel = "GLOB",
            defaultValue = "**",
            converter = Converters.Glob.class,
            description = "With --all: only those whose path below the URL matches.")
    private PathPattern match;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "8",
            description = "With --all: how many databases at a time. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(
            names = "--deleted",
            description =
                    "With --all: also databases whose files were deleted by the wanted moment, as the ledger of the "
                            + "target says.")
    private boolean deleted;

    @Option(
            names = "--no-owner",
            description = "With --all: leave owner, group and mode as they are for a new file, readable for its owner "
                    + "alone. Otherwise each gets those that the ledger says, as far as this process may.")
    private boolean noOwner;

    @Option(
            names = "--delta",
            description =
                    "With --all: only what is missing in the directory or is not as it should be. Each database that is "
                            + "there is compared first, and says what a restore will read; one that differs is replaced, "
                            + "and one that is in use refused. Stop the applications: a connection in rollback mode that "
                            + "does nothing cannot be seen.")
    private boolean delta;

    /// Whether only what differs is wanted.
    boolean isDelta() {
        return delta;
    }

    /// Which paths below the URL are wanted.
    PathPattern match() {
        return match;
    }

    /// How many databases at a time.
    int parallel() {
        return parallel;
    }

    /// What the ledger of the target is asked for.
    Set<Past.Use> uses() {
        Set<Past.Use> uses = EnumSet.noneOf(Past.Use.class);
        if (deleted) {
            uses.add(Past.Use.BRING_DELETED);
        }
        if (!noOwner) {
            uses.add(Past.Use.SET_OWNERS);
        }
        return uses;
    }

    /// Whether anything was said that means nothing for a single database.
    boolean isSaid() {
        return deleted || noOwner || delta;
    }
}
