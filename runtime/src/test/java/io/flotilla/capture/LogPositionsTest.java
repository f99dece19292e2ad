package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.LogPosition.Backfill;
import io.flotilla.catalog.LogPosition.IndexMark;
import io.flotilla.disk.FileStatus;
import io.flotilla.wal.Salts;
import io.flotilla.wal.WalChecksum;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import io.flotilla.wal.WalPoint;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What an index says of checkpoints. Found by the simulation, where another database was copied over beside the log of
/// an application that was killed in its first commit.
@Tag("D-11")
class LogPositionsTest {

    private static final long MODIFIED = 1_764_000_000_000_000_000L;

    private final WalHeader log = new WalHeader(ByteOrder.LITTLE_ENDIAN, 4096, 0, new Salts(1, 2), WalChecksum.START);

    /// Its first commit is being made.
    @Test
    void anIndexThatNamesNoFrameLeavesACheckpointNothingToCopy() {
        assertThat(mark(index(0, new Salts(7, 8), 0)))
                .isEqualTo(new IndexMark.Commits(3, new Backfill.Done(0, 0, MODIFIED)));
    }

    @Test
    void anIndexThatNamesFramesOfAnotherLogSaysNothing() {
        assertThat(mark(index(5, new Salts(7, 8), 0))).isEqualTo(new IndexMark.Commits(3, new Backfill.Running()));
    }

    @Test
    void aCheckpointThatHasBegunIsAtWork() {
        assertThat(mark(index(5, log.salts(), 4))).isEqualTo(new IndexMark.Commits(3, new Backfill.Running()));
    }

    private IndexMark mark(WalIndexHeader index) {
        var end = new WalPoint(WalHeader.BYTES, log.checksum());
        var status = new FileStatus(FileStatus.Kind.FILE, 1, 1, 1, 8192, MODIFIED, MODIFIED, MODIFIED);
        var around = new LogPositions.Around(status, status, new IndexMark.None());
        return LogPositions.mark(new LogLimit.Committed(end.offset(), index), log, end, around);
    }

    private static WalIndexHeader index(long maxFrame, Salts salts, long begun) {
        return new WalIndexHeader(3, 4096, maxFrame, 2, WalChecksum.START, salts, 0, begun);
    }
}
