package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.interop.Application.Habit;
import io.flotilla.service.interop.Histories.Moment;
import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Flotilla replicates, Litestream restores, and then continues.
record OursToLitestream(Batch batch) {

    void run() throws IOException, InterruptedException, SQLException {
        List<Moment> moments = replicate();
        batch.litestreamRestores(moments);
        batch.litestreamRestoresTheSources("latest of Flotilla's");
        String some = batch.someDatabase();
        batch.bothRestore(some, batch.someTxId(some));
        batch.bothRestoreMoments(some);
        count();
        if (batch.random().nextInt(3) == 0) {
            letLitestreamContinue();
        } else {
            letLitestreamContinueOnce(moments);
        }
        takeBack();
    }

    private List<Moment> replicate() throws IOException, InterruptedException, SQLException {
        List<Moment> moments = new ArrayList<>();
        int rounds = 3 + batch.random().nextInt(3);
        int live = batch.random().nextInt(rounds);
        for (int round = 0; round < rounds; round++) {
            batch.histories().write(Habit.ANY_MODE);
            if (round == live) {
                batch.writeWhile(batch.flotilla().replicate(), batch.flotilla().program(), Habit.WAL);
            } else {
                batch.flotilla().replicateOnce();
            }
            moments.addAll(batch.histories().remember(batch.target()));
        }
        return moments;
    }

    private void count() throws IOException {
        for (String database : batch.histories().names()) {
            batch.findings()
                    .transactions(Long.parseLong(new Replica(batch.target().resolve(database)).latest(), 16));
        }
    }

    /// One that runs once leaves the files that are there.
    private void letLitestreamContinueOnce(List<Moment> earlier)
            throws IOException, InterruptedException, SQLException {
        List<Moment> before = batch.histories().remember(batch.target());
        batch.histories().write(Habit.WAL);
        batch.litestream().replicateOnce();
        checkThatItContinued(before);
        batch.litestreamRestores(earlier);
    }

    /// One that runs for a while compacts, which takes earlier transactions away.
    private void letLitestreamContinue() throws IOException, InterruptedException, SQLException {
        List<Moment> before = batch.histories().remember(batch.target());
        batch.writeWhile(batch.litestream().replicate(), batch.litestream().program(), Habit.WAL);
        checkThatItContinued(before);
    }

    /// A Litestream that knows nothing of the past has to read the replica and go on behind its last
    /// transaction.
    private void checkThatItContinued(List<Moment> before) throws IOException, InterruptedException, SQLException {
        for (Moment moment : before) {
            batch.findings().takeover();
            String latest = new Replica(batch.target().resolve(moment.database())).latest();
            if (latest.compareTo(moment.txId()) <= 0) {
                batch.findings().different(batch.text(moment.database(), "Litestream did not continue"));
            }
        }
        batch.litestreamRestoresTheSources("continued by Litestream");
        batch.bothRestoreLatest("continued by Litestream");
    }

    /// The Flotilla of before notices that it is not alone any more; one that starts afresh continues.
    private void takeBack() throws IOException, InterruptedException, SQLException {
        batch.histories().write(Habit.WAL);
        Program.Ended refused = batch.flotilla().attemptOnce();
        assertThat(refused.exitCode())
                .as("%s: a replica that Litestream has continued", batch.name())
                .isNotZero();
        assertThat(batch.flotilla().program().said()).contains("FENCED");
        batch.flotilla().withState(batch.fresh("state")).replicateOnce();
        batch.litestreamRestoresTheSources("taken back by Flotilla");
    }
}
