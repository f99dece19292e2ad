package io.flotilla.simulation;

import java.util.SplittableRandom;

/// What one schedule is like: each one leaves most things out, so that the rest happens often.
///
/// @param sync whether commits are synced, only checkpoints, or nothing
/// @param journal how a rollback journal ends
/// @param logLimit `journal_size_limit` in bytes, or -1
/// @param autoCheckpoint after how many frames, or 0 for never
/// @param padding whether a commit frame is repeated up to the end of its sector
/// @param keepsLog whether the last close leaves the log
/// @param stampNanos the step of the kernel's time stamps
/// @param interleaving how many micro-steps others may make at one call of the engine
/// @param splits whether a page is written in two halves
record Profile(
        int pageSize,
        int connections,
        boolean startsInWal,
        Sync sync,
        Journal journal,
        int logLimit,
        int autoCheckpoint,
        boolean padding,
        boolean keepsLog,
        long stampNanos,
        int interleaving,
        boolean splits,
        Faults faults) {

    enum Sync {
        FULL,
        NORMAL,
        OFF
    }

    enum Journal {
        DELETE,
        TRUNCATE,
        PERSIST,
        MEMORY
    }

    /// How many of a thousand steps are faults of each kind, or upkeep of the files on the target.
    record Faults(
            int appCrash,
            int powerCut,
            int replacement,
            int engineCrash,
            int olderCatalog,
            int badTarget,
            int clockBack,
            int readError,
            int otherWriter,
            int failedCommit,
            int upkeep) {

        static Faults of(SplittableRandom random, boolean cutsAllowed) {
            return new Faults(
                    some(random, 60),
                    cutsAllowed ? some(random, 40) : 0,
                    some(random, 40),
                    some(random, 80),
                    some(random, 40),
                    some(random, 100),
                    some(random, 30),
                    some(random, 40),
                    random.nextInt(5) == 0 ? some(random, 60) : 0,
                    some(random, 300),
                    random.nextInt(2) * random.nextInt(200));
        }

        private static int some(SplittableRandom random, int most) {
            return random.nextInt(3) == 0 ? 1 + random.nextInt(most) : 0;
        }
    }

    static Profile of(SplittableRandom random) {
        return random.nextInt(4) == 0 ? restless(random) : any(random);
    }

    /// Logs that start over all the time and are cut, and wal-indexes that are made anew: what a bridge of one restart
    /// could get wrong.
    private static Profile restless(SplittableRandom random) {
        int frame = 512 + Log.FRAME_HEADER;
        Faults faults = new Faults(
                random.nextInt(80), 0, 0, 0, 0, 0, 0, 0, 0, random.nextBoolean() ? 0 : random.nextInt(400), 0);
        return new Profile(
                512,
                1 + random.nextInt(2),
                true,
                Sync.values()[random.nextInt(3)],
                Journal.DELETE,
                random.nextInt(3) == 0 ? -1 : random.nextInt(6) * frame,
                2 + random.nextInt(14),
                random.nextInt(8) == 0,
                false,
                1,
                random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(5),
                false,
                faults);
    }

    private static Profile any(SplittableRandom random) {
        Sync sync = Sync.values()[random.nextInt(3)];
        int pageSize = random.nextInt(8) == 0 ? 1024 << random.nextInt(3) : 512;
        int frame = pageSize + Log.FRAME_HEADER;
        return new Profile(
                pageSize,
                1 + random.nextInt(3),
                random.nextInt(4) > 0,
                sync,
                Journal.values()[random.nextInt(random.nextInt(3) == 0 ? 4 : 3)],
                random.nextInt(3) == 0 ? random.nextInt(12) * frame : -1,
                random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(20),
                random.nextInt(6) == 0,
                random.nextInt(6) == 0,
                random.nextInt(3) == 0 ? 4_000_000 : 1,
                random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(7),
                random.nextInt(3) == 0,
                Faults.of(random, sync != Sync.OFF));
    }
}
