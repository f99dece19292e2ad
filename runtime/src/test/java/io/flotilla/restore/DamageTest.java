package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of a replica are lost or damaged at random, and databases are restored all the same.
///
/// Whatever comes back is the state of the TXID that the restore names, byte for byte; what does not come
/// back is refused in words, and leaves nothing. And a state to which the files lead that are whole does
/// come back.
///
/// `-Dflotilla.damage.rounds=2000` runs as many, `-Dflotilla.damage.seed=N` those of an earlier run.
class DamageTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a.db");
    private static final int RESTORES = 4;

    @TempDir
    Path directory;

    private final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);

    private enum Ending {
        AS_WANTED,
        AROUND_DAMAGE,
        OLDER,
        REFUSED
    }

    private enum Damage {
        GONE,
        FLIPPED,
        CUT,
        LONGER,
        ZEROED,
        OF_ANOTHER_FILE,
        EMPTY
    }

    @Test
    void givesAStateThatWasOrNone() throws Exception {
        long seed = Long.getLong("flotilla.damage.seed", System.nanoTime());
        int rounds = Integer.getInteger("flotilla.damage.rounds", 150);
        for (int round = 0; round < rounds; round++) {
            new Round(seed + round).run();
        }
        System.out.println("damage: " + rounds + " rounds, " + RESTORES + " restores each, " + endings + ", seeds "
                + seed + " to " + (seed + rounds - 1));
        assertThat(endings).as("seed %s", seed).containsKeys(Ending.AROUND_DAMAGE, Ending.REFUSED);
    }

    /// One replica. Everything random in it comes from its seed.
    private final class Round {

        private final long seed;
        private final Random random;
        private final MemoryTarget target = new MemoryTarget();
        private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        private final History history = new History(store, REPLICA);
        private final Set<ObjectKey> damaged = new HashSet<>();

        Round(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() throws IOException {
            grow();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                damageOne();
            }
            for (int i = 0; i < RESTORES; i++) {
                restore(point());
            }
        }

        private void grow() throws IOException {
            int pageSize = 512 << random.nextInt(3);
            int commits = 2 + random.nextInt(24);
            byte[] image = noise(new byte[pageSize * (1 + random.nextInt(12))]);
            for (int commit = 0; commit < commits; commit++) {
                history.commit(image, pageSize);
                image = changed(image, pageSize);
            }
            merge(1, 2 + random.nextInt(3));
            merge(2, 5 + random.nextInt(5));
            for (int i = random.nextInt(3); i > 0; i--) {
                long txId = 1 + random.nextLong(history.last());
                if (find(9, 1, txId).isEmpty()) {
                    history.snapshot(txId);
                }
            }
        }

        private void merge(int level, int length) throws IOException {
            for (long min = 1; min + length <= history.last(); min += length) {
                history.merge(level, min, min + length - 1);
            }
        }

        private List<ReplicaFile> find(int level, long min, long max) throws IOException {
            return store.list(REPLICA).stream()
                    .filter(file ->
                            file.level().value() == level && file.range().equals(History.range(min, max)))
                    .toList();
        }

        private byte[] changed(byte[] image, int pageSize) {
            int pages = Math.max(1, image.length / pageSize + random.nextInt(5) - 2);
            byte[] next = Arrays.copyOf(image, pages * pageSize);
            for (int from = image.length; from < next.length; from += pageSize) {
                noise(next, from, pageSize);
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                noise(next, random.nextInt(pages) * pageSize, pageSize);
            }
            return next;
        }

        private byte[] noise(byte[] bytes) {
            random.nextBytes(bytes);
            return bytes;
        }

        private void noise(byte[] bytes, int from, int length) {
            System.arraycopy(noise(new byte[length]), 0, bytes, from, length);
        }

        private void damageOne() throws IOException {
            List<ReplicaFile> files = store.list(REPLICA);
            if (files.isEmpty()) {
                return;
            }
            ReplicaFile file = files.get(random.nextInt(files.size()));
            ReplicaFile other = files.get(random.nextInt(files.size()));
            ObjectKey key = store.key(file.name());
            byte[] bytes = read(key);
            Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
            byte[] broken = switch (damage) {
                case GONE, EMPTY -> new byte[0];
                case FLIPPED -> flipped(bytes);
                case CUT -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case LONGER -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
                case ZEROED -> zeroed(bytes);
                case OF_ANOTHER_FILE -> read(store.key(other.name()));
            };
            assertThat(target.delete(List.of(key))).containsExactly(new DeleteResult.Absent(key));
            if (damage == Damage.GONE) {
                damaged.remove(key);
                return;
            }
            assertThat(target.put(List.of(new PutRequest(key, new BytesPayload(broken), file.timestamp()))))
                    .containsExactly(new PutResult.Stored(key));
            if (!Arrays.equals(bytes, broken)) {
                damaged.add(key);
            }
        }

        private byte[] read(ObjectKey key) throws IOException {
            try (var in = target.open(key, ByteRange.from(0))) {
                return in.readAllBytes();
            }
        }

        private byte[] flipped(byte[] bytes) {
            byte[] flipped = bytes.clone();
            if (flipped.length > 0) {
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return flipped;
        }

        private byte[] zeroed(byte[] bytes) {
            byte[] zeroed = bytes.clone();
            int from = random.nextInt(bytes.length + 1);
            Arrays.fill(zeroed, from, Math.min(bytes.length, from + 512), (byte) 0);
            return zeroed;
        }

        private RestorePoint point() {
            long txId = 1 + random.nextLong(history.last());
            return switch (random.nextInt(3)) {
                case 0 -> new RestorePoint.Latest();
                case 1 -> new RestorePoint.AsOf(new TxId(txId));
                default ->
                    new RestorePoint.Until(history.header(txId, txId, history.state(txId))
                            .timestamp()
                            .plusMillis(1));
            };
        }

        private void restore(RestorePoint point) throws IOException {
            Path output = directory.resolve("restored.db");
            Set<Wish> wishes =
                    random.nextInt(3) == 0 && !(point instanceof RestorePoint.AsOf) ? Set.of(Wish.TO_GAP) : Set.of();
            String what = "seed " + seed + ", " + point + ", " + wishes;
            try {
                RestoreResult result = new Restore(store)
                        .restore(new RestoreRequest(REPLICA, point, output, wishes), RestoreProgress.NONE);
                switch (result) {
                    case Restored back -> check(back, point, output, what);
                    case NotRestored(var why) -> refused(why.explanation(), point, what);
                }
            } catch (DamagedReplicaException clear) {
                refused(clear.getMessage(), point, what);
            }
            Files.deleteIfExists(output);
            assertThat(directory).as(what).isEmptyDirectory();
        }

        private void check(Restored back, RestorePoint point, Path output, String what) throws IOException {
            long txId = back.txId().value();
            assertThat(output).as("%s, TXID %s", what, txId).hasBinaryContent(history.state(txId));
            if (point instanceof RestorePoint.AsOf(var wanted)) {
                assertThat(back.txId()).as(what).isEqualTo(wanted);
            }
            boolean asWanted = txId == wanted(point);
            count(back.passed().isEmpty() ? asWanted ? Ending.AS_WANTED : Ending.OLDER : Ending.AROUND_DAMAGE);
        }

        /// What is whole does not lead there, and the refusal has words.
        private void refused(String words, RestorePoint point, String what) throws IOException {
            assertThat(words).as(what).isNotBlank();
            assertThat(directory).as(what).isEmptyDirectory();
            count(Ending.REFUSED);
            List<ReplicaFile> whole = new ArrayList<>(store.list(REPLICA));
            whole.removeIf(file -> damaged.contains(store.key(file.name())));
            RestorePlan plan = RestorePlan.of(whole, new RestorePoint.AsOf(new TxId(wanted(point))));
            assertThat(plan).as("%s was refused: %s", what, words).isNotInstanceOf(RestorePlan.Ready.class);
        }

        private long wanted(RestorePoint point) {
            return switch (point) {
                case RestorePoint.Latest() -> history.last();
                case RestorePoint.AsOf(var txId) -> txId.value();
                case RestorePoint.Until(var moment) ->
                    moment.toEpochMilli()
                            - history.header(1, 1, history.state(1)).timestamp().toEpochMilli();
            };
        }

        private void count(Ending ending) {
            endings.merge(ending, 1, Integer::sum);
        }
    }
}
