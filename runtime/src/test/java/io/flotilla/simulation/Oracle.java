package io.flotilla.simulation;

import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Judges what is on the target: the chain has no gap, every TXID restores to a state that the database had, in
/// the order in which it had them, or is refused where upkeep may have removed it, and two engines never mix.
final class Oracle {

    private final History history;
    private final LtxStore store;
    private final ObjectKey replica;
    private final Path directory;
    private final SplittableRandom random;
    private final Restore restore;

    /// For each TXID: the hash of its image, which state that is, and who wrote it.
    private final List<Long> hashes = new ArrayList<>();

    private final List<Integer> states = new ArrayList<>();
    private final List<String> writers = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();

    /// The ends of merged files that the rules promise still.
    private final SortedSet<Integer> promised = new TreeSet<>();

    private boolean isKeptUp;
    private long oldestCaptured = 1;
    private byte[] image = new byte[0];
    private long restores;

    /// @param directory where databases are restored into
    Oracle(History history, LtxStore store, ObjectKey replica, Path directory, SplittableRandom random) {
        this.history = history;
        this.store = store;
        this.replica = replica;
        this.directory = directory;
        this.random = random;
        this.restore = new Restore(store);
    }

    long restores() {
        return restores;
    }

    int txIds() {
        return hashes.size();
    }

    /// Looks at what is new on the target.
    void look(List<Engine> engines) throws IOException {
        List<ReplicaFile> files = captured();
        long oldest = files.isEmpty() ? 1 : files.getFirst().range().min().value();
        if (oldest < oldestCaptured) {
            throw new Violation("TXID " + oldest + " was removed, and written once more");
        }
        oldestCaptured = oldest;
        if (oldest + files.size() <= hashes.size()) {
            throw new Violation(
                    "a file was withdrawn: " + files.size() + " from " + oldest + " on, of " + hashes.size());
        }
        int before = hashes.size();
        for (int at = 0; at < files.size(); at++) {
            ReplicaFile file = files.get(at);
            long txId = oldest + at;
            if (file.range().min().value() != txId || file.range().max().value() != txId) {
                throw new Violation("the chain is broken: " + file.name() + " instead of TXID " + txId);
            }
            if (txId > hashes.size()) {
                judge(Math.toIntExact(txId), file, engines);
            }
        }
        if (hashes.size() > before && random.nextInt(8) == 0) {
            restores(1 + random.nextInt(hashes.size()));
        }
    }

    private List<ReplicaFile> captured() throws IOException {
        return store.list(replica).stream()
                .filter(file -> file.level().equals(Level.CAPTURED))
                .toList();
    }

    /// Looks at what upkeep left: whatever merged file there ever was, its end restores for as long as the
    /// rules say, and so does the newest state.
    void lookAfterUpkeep(List<Engine> engines, ModelUpkeep upkeep, Instant now) throws IOException {
        isKeptUp = true;
        look(engines);
        promised.removeIf(txId -> earliest(txId).isBefore(now.minus(upkeep.moments())));
        for (ReplicaFile file : store.list(replica)) {
            int txId = Math.toIntExact(file.range().max().value());
            boolean isMerged =
                    !file.level().equals(Level.CAPTURED) && !file.level().equals(Level.SNAPSHOT);
            if (isMerged && !earliest(txId).isBefore(now.minus(upkeep.moments()))) {
                promised.add(txId);
            }
        }
        for (int txId : promised) {
            if (random.nextInt(4) == 0) {
                restores(txId);
            }
        }
        if (!hashes.isEmpty()) {
            restores(hashes.size());
        }
    }

    /// A later stamp tells where a clock was wrong.
    private Instant earliest(int txId) {
        return Collections.min(times.subList(txId - 1, times.size()));
    }

    private void judge(int txId, ReplicaFile file, List<Engine> engines) throws IOException {
        LtxHeader header = store.readHeader(file.name());
        judgeWriter(file, header.nodeId(), engines);
        times.add(header.timestamp());
        apply(file);
        long hash = Image.hash(image);
        int before = states.isEmpty() ? 0 : states.getLast();
        int state = history.first(hash, before);
        if (state < 0) {
            throw new Violation("TXID " + txId + " is no state that the database had since state " + before
                    + (history.last(hash) < 0 ? "" : ", but state " + history.last(hash)));
        }
        hashes.add(hash);
        states.add(state);
        if (random.nextBoolean()) {
            restores(txId);
        }
    }

    private void judgeWriter(ReplicaFile file, long nodeId, List<Engine> engines) {
        Engine writer = engines.stream()
                .filter(engine -> engine.wrote(nodeId))
                .findFirst()
                .orElseThrow(() -> new Violation("nobody wrote " + file.name()));
        boolean takesOver = writer.takesOver();
        boolean follows = writers.isEmpty() || writers.getLast().equals(writer.name());
        if (!follows && !takesOver) {
            throw new Violation("two histories are mixed: " + writers + ", then " + writer.name());
        }
        writers.add(writer.name());
    }

    /// Lays a file over the image of the one before it.
    private void apply(ReplicaFile file) throws IOException {
        try (LtxReader reader = LtxReader.open(store.open(file))) {
            int pageSize = reader.header().pageSize();
            image = Arrays.copyOf(image, reader.header().commit() * pageSize);
            while (reader.next()) {
                reader.page().get(image, (reader.pageNumber() - 1) * pageSize, pageSize);
            }
        }
    }

    /// The newest file that an engine can know of holds at least what was committed up to a state. It hears of what
    /// another writer put at its own next put, and not before: a database that is again as it was when this engine
    /// looked last gives it no reason for one.
    void holds(int committed, Engine engine) {
        boolean isNewest = writers.isEmpty() || writers.getLast().equals(engine.name());
        int txId = isNewest
                ? hashes.size()
                : engine.position().map(known -> (int) known.txId().value()).orElse(0);
        int state = txId == 0 ? -1 : history.last(hashes.get(txId - 1));
        if (state < committed) {
            throw new Violation("TXID " + txId + " is state " + state + ", but state " + committed
                    + " was committed before, and the engine says that nothing is missing");
        }
    }

    /// The newest file is the database as it is now, or as recovery would make it.
    boolean isCurrent(Optional<Image> recovered) {
        return !hashes.isEmpty()
                && (hashes.getLast() == history.current()
                        || recovered.map(Image::hash).equals(Optional.of(hashes.getLast())));
    }

    /// The newest TXID restores, and some older ones.
    void restoresSome() throws IOException {
        if (!hashes.isEmpty()) {
            restores(hashes.size());
            restores(1 + random.nextInt(hashes.size()));
            restores(1 + random.nextInt(hashes.size()));
        }
    }

    /// A transaction that is promised no more may be refused; nothing ever restores to something else.
    private void restores(int txId) throws IOException {
        boolean mayBeRefused = isKeptUp && txId < hashes.size() && !promised.contains(txId);
        Optional<Long> restored = hash(txId);
        if (restored.isEmpty() && !mayBeRefused) {
            throw new Violation("TXID " + txId + " does not restore, of " + hashes.size() + " " + promised + ": "
                    + store.list(replica).stream()
                            .map(file -> file.name().toString())
                            .toList());
        }
        if (restored.isPresent() && !restored.get().equals(hashes.get(txId - 1))) {
            throw new Violation("TXID " + txId + " restores to something else than its files hold");
        }
    }

    private Optional<Long> hash(int txId) throws IOException {
        restores++;
        Path output = directory.resolve("restored.db");
        var request = new RestoreRequest(replica, new RestorePoint.AsOf(new TxId(txId)), output);
        RestoreResult result;
        try {
            result = restore.restore(request, (read, total) -> {});
        } catch (IOException damaged) {
            throw new Violation("TXID " + txId + " does not restore: " + damaged.getMessage());
        }
        if (!(result instanceof RestoreResult.Restored)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(output);
        Files.delete(output);
        return Optional.of(Image.hash(bytes));
    }
}
