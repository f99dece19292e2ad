package io.flotilla.catalog;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// When it was last proved of each database that its replica can be restored, to the second. Kept in the
/// catalog's file, so it survives a restart.
///
/// What counts are databases that have a replica and are there: of one whose file is gone nothing has to be
/// proved. In memory it is nothing for a thousand databases that came together, and 8 bytes each once one of
/// them was tried. Safe for use by several threads.
public final class ProofTimes {

    private static final int NUMBER_BITS = 31;

    private final Transactions transactions;
    private final Rows rows;

    ProofTimes(Transactions transactions, Rows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /// Takes what is stored, before anybody else has the rows.
    static void read(Session session, Rows rows) throws SQLException {
        ProofTable.read(session, (id, proved, tried) -> {
            if (id <= rows.size() && proved != 0) {
                rows.setProof(id - 1, proved);
            }
            if (id <= rows.size() && tried > proved) {
                rows.setFailedProof(id - 1, tried);
            }
        });
    }

    /// How proofs stand.
    ///
    /// @param proved databases whose last proof held
    /// @param failed databases whose last proof did not
    /// @param untried databases of which none was made yet
    /// @param oldest since when the one waits that waits the longest for a proof that holds: from its last one,
    ///     or from when this process came to know it; absent where no database has a replica
    public record Standing(int proved, int failed, int untried, Optional<Instant> oldest) {

        /// How many databases count.
        public int all() {
            return proved + failed + untried;
        }
    }

    /// A replica was restored and found sound.
    public void proved(DatabaseId id, Instant at) {
        long seconds = at.getEpochSecond();
        transactions.write(session -> {
            ProofTable.proved(session, id, seconds);
            return id;
        });
        rows.change(() -> rows.setProof(id.value() - 1, seconds));
    }

    /// A replica could not be restored, or not as it should be. When it last could stays as it was.
    public void failed(DatabaseId id, Instant at) {
        long seconds = at.getEpochSecond();
        transactions.write(session -> {
            ProofTable.failed(session, id, seconds);
            return id;
        });
        rows.change(() -> rows.setFailedProof(id.value() - 1, seconds));
    }

    /// One pass over columns of primitives; no row is made.
    public Standing standing() {
        var counts = new Counts();
        for (int block = 0; block < rows.blocks(); block++) {
            rows.lookInto(block, counts::add);
        }
        return counts.standing();
    }

    /// The numbers of the databases that are to be proved next: those of which no proof was made yet, in the
    /// order in which they came, then those whose last one is the oldest, whether it held or not, so that one
    /// that fails again and again holds up no other. Takes 8 bytes a database while it chooses.
    ///
    /// @param most how many are given at the most
    public int[] next(int most) {
        var turns = new Turns(rows.size());
        for (int block = 0; block < rows.blocks(); block++) {
            int first = block * RowBlock.ROWS + 1;
            rows.lookInto(block, (names, size) -> turns.add(first, names, size));
        }
        return turns.first(most);
    }

    private static boolean counts(RowBlock block, int at) {
        return block.txId[at] != 0 && block.state(at) != DatabaseState.MISSING;
    }

    /// For use by one thread.
    private static final class Counts {

        private int proved;
        private int failed;
        private int untried;
        private long oldest = Long.MAX_VALUE;

        Counts add(RowBlock block, int size) {
            for (int at = 0; at < size; at++) {
                if (counts(block, at)) {
                    add(block.provedAt(at), block.triedAt(at));
                }
            }
            return this;
        }

        private void add(long provedAt, long triedAt) {
            oldest = Math.min(oldest, provedAt);
            if (triedAt == 0) {
                untried++;
            } else if (triedAt == provedAt) {
                proved++;
            } else {
                failed++;
            }
        }

        Standing standing() {
            boolean isEmpty = oldest == Long.MAX_VALUE;
            return new Standing(
                    proved, failed, untried, isEmpty ? Optional.empty() : Optional.of(Instant.ofEpochSecond(oldest)));
        }
    }

    /// When each was tried last, and its number. For use by one thread.
    private static final class Turns {

        private final long[] turns;
        private int used;

        Turns(int size) {
            this.turns = new long[size];
        }

        /// What came after they were counted has its turn next time.
        Turns add(int first, RowBlock block, int size) {
            for (int at = 0; at < size && used < turns.length; at++) {
                if (counts(block, at)) {
                    turns[used++] = block.triedAt(at) << NUMBER_BITS | (first + at);
                }
            }
            return this;
        }

        int[] first(int most) {
            Arrays.sort(turns, 0, used);
            int[] numbers = new int[Math.min(most, used)];
            for (int at = 0; at < numbers.length; at++) {
                numbers[at] = (int) (turns[at] & Integer.MAX_VALUE);
            }
            return numbers;
        }
    }
}
