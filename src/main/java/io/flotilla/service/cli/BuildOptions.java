package io.flotilla.service.cli;

import io.flotilla.fleet.FreeThreads;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Restore;
import io.flotilla.restore.Wish;
import io.flotilla.store.LtxStore;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/// How a database is made of its files, wherever it goes.
final class BuildOptions {

    private static final long FETCHED_BYTES = 64L * 1024 * 1024;

    @Option(
            names = "--to-gap",
            description = "Where files are missing or damaged: the newest state that can be restored all the same.")
    private boolean toGap;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many files may be fetched ahead at a time. Default: ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = {"--verify", "--integrity-check"},
            paramLabel = "none|checksum|quick|full",
            defaultValue = "checksum",
            description =
                    "What is checked before a database gets its name. Checksums always are; 'quick' asks SQLite's "
                            + "quick_check, 'full' its integrity_check as well. Default: ${DEFAULT-VALUE}.")
    private Verification verification;

    Verification verification() {
        return verification;
    }

    Set<Wish> wishes() {
        Set<Wish> wishes = EnumSet.noneOf(Wish.class);
        if (toGap) {
            wishes.add(Wish.TO_GAP);
        }
        return wishes;
    }

    Restore restore(LtxStore store) {
        var budget = new FetchBudget(FETCHED_BYTES, Math.max(1, parallelism));
        return new Restore(store, new Fetching(new FreeThreads(), budget, Fetching.DEADLINE), verification.proof());
    }
}
