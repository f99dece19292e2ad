package io.flotilla.simulation;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Judges what is on the target: the chain has no gap, every TXID restores to a state that the database had, in the
/// order in which it had them, and two engines never mix.
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
        List<ReplicaFile> files = store.list(replica).stream()
                .filter(file -> file.level().equals(Level.CAPTURED))
                .toList();
        if (files.size() < hashes.size()) {
            throw new Violation("a file was withdrawn: " + files.size() + " of " + hashes.size() + " are left");
        }
        for (int txId = 1; txId <= files.size(); txId++) {
            ReplicaFile file = files.get(txId - 1);
            if (file.range().min().value() != txId || file.range().max().value() != txId) {
                throw new Violation("the chain is broken: " + file.name() + " instead of TXID " + txId);
            }
        }
        boolean isNew = files.size() > hashes.size();
        while (hashes.size() < files.size()) {
            judge(hashes.size() + 1, files.get(hashes.size()), engines);
        }
        if (isNew && random.nextInt(8) == 0) {
            restores(1 + random.nextInt(hashes.size()));
        }
    }

    private void judge(int txId, ReplicaFile file, List<Engine> engines) throws IOException {
        judgeWriter(file, store.readHeader(file.name()).nodeId(), engines);
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

    /// The newest file holds at least what was committed up to a state.
    void holds(int committed) {
        if (hashes.isEmpty() || history.last(hashes.getLast()) < committed) {
            throw new Violation("TXID " + hashes.size() + " is state "
                    + (hashes.isEmpty() ? "none" : history.last(hashes.getLast())) + ", but state " + committed
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

    private void restores(int txId) throws IOException {
        if (hash(txId) != hashes.get(txId - 1)) {
            throw new Violation("TXID " + txId + " restores to something else than its files hold");
        }
    }

    private long hash(int txId) throws IOException {
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
            throw new Violation("TXID " + txId + " does not restore: " + result);
        }
        byte[] bytes = Files.readAllBytes(output);
        Files.delete(output);
        return Image.hash(bytes);
    }
}
