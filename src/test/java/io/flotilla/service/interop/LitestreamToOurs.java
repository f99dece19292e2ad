package io.flotilla.service.interop;

import io.flotilla.service.interop.Application.Habit;
import io.flotilla.service.interop.Histories.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/// Litestream replicates, Flotilla restores, and then continues.
record LitestreamToOurs(Batch batch) {

    private static final int CONTINUED = 2;

    void run() throws IOException, InterruptedException, SQLException {
        replicate();
        countWhatThePeerLost();
        batch.bothRestoreLatest("latest of Litestream's");
        for (String database : batch.histories().names()) {
            batch.bothRestore(database, batch.someTxId(database));
            batch.bothRestoreMoments(database);
        }
        takeOver();
    }

    private void replicate() throws IOException, InterruptedException {
        int rounds = 2 + batch.random().nextInt(4);
        int live = batch.random().nextInt(rounds);
        for (int round = 0; round < rounds; round++) {
            batch.histories().write(Habit.WAL);
            if (round == live) {
                batch.writeWhile(
                        batch.litestream().replicate(), batch.litestream().program(), Habit.WAL);
            } else if (batch.random().nextInt(4) == 0) {
                batch.litestream().replicateOnceWithSnapshots();
            } else {
                batch.litestream().replicateOnce();
            }
        }
    }

    /// Litestream can lose what was committed between two of its runs, without a word. What is compared
    /// here is therefore what it restores itself.
    private void countWhatThePeerLost() throws IOException, InterruptedException, SQLException {
        for (Moment moment : batch.histories().remember(batch.target())) {
            batch.findings().transactions(Long.parseLong(moment.txId(), 16));
            Path theirs = batch.theirs(moment.database());
            if (!Files.exists(theirs) || Files.mismatch(moment.image(), theirs) >= 0) {
                batch.findings().lostByPeer();
            }
        }
    }

    /// Flotilla finds a replica that somebody else wrote, and from then on its replica is the source again.
    private void takeOver() throws IOException, InterruptedException, SQLException {
        batch.histories().names().forEach(database -> batch.findings().takeover());
        for (int round = 1; round <= CONTINUED; round++) {
            batch.histories().write(Habit.WAL);
            batch.flotilla().replicateOnce();
            batch.litestreamRestoresTheSources("continued by Flotilla, round " + round);
        }
        batch.bothRestoreLatest("continued by Flotilla");
    }
}
