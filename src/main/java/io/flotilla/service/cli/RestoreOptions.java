package io.flotilla.service.cli;

import io.flotilla.restore.Wish;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What can be said of each restored database, one or many.
final class RestoreOptions {

    @Option(
            names = "--force",
            description = "Take the place of a database that is there. It stays until the new one is whole and proved.")
    private boolean force;

    @Mixin
    private BuildOptions build = new BuildOptions();

    BuildOptions build() {
        return build;
    }

    Set<Wish> wishes() {
        Set<Wish> wishes = build.wishes();
        if (force) {
            wishes.add(Wish.REPLACE);
        }
        return wishes;
    }
}
