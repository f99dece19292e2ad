package io.flotilla.simulation;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.DirectoryEntry;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.HeldLock;
import io.flotilla.disk.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A disk in memory with one database on it. Before each call of the engine others have their turn.
final class ModelDisk implements Disk {

    static final String LOG = "-wal";
    static final String INDEX = "-shm";
    static final String JOURNAL = "-journal";

    private final Path database;
    private final ModelClock clock;
    private final Map<String, ModelFile> files = new HashMap<>();
    private Meanwhile meanwhile = call -> {};
    private Supplier<DatabaseLocks> locks = () -> DatabaseLocks.NONE;
    private Readers readers = Optional::empty;
    private BooleanSupplier mapped = () -> false;
    private long inodes = 100;
    private int boots = 1;

    /// @param database the path of the one database
    ModelDisk(Path database, ModelClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What happens before a call of the engine.
    interface Meanwhile {
        /// Lets others work.
        ///
        /// @throws IOException where the call is to fail
        void before(String call) throws IOException;
    }

    void onCall(Meanwhile others) {
        this.meanwhile = others;
    }

    /// Gives the lock of a reader, where nobody is in the way.
    interface Readers {
        Optional<HeldLock> lock();
    }

    void readersLock(Readers giver) {
        this.readers = giver;
    }

    void locksAre(Supplier<DatabaseLocks> held, BooleanSupplier indexIsMapped) {
        this.locks = held;
        this.mapped = indexIsMapped;
    }

    /// The file with a suffix, which is "" for the database itself; absent where there is none.
    Optional<ModelFile> find(String suffix) {
        return Optional.ofNullable(files.get(suffix));
    }

    /// The file, which is there.
    ModelFile file(String suffix) {
        return find(suffix).orElseThrow();
    }

    ModelFile openOrCreate(String suffix) {
        return files.computeIfAbsent(suffix, absent -> newFile());
    }

    /// A file without a name.
    ModelFile newFile() {
        return new ModelFile(++inodes, clock.stamp() + inodes % 7);
    }

    /// Gives a file the name, whatever had it.
    void rename(ModelFile file, String suffix) {
        files.put(suffix, file);
    }

    void remove(String suffix) {
        files.remove(suffix);
    }

    void write(ModelFile file, int offset, byte[] bytes) {
        file.write(offset, bytes, clock.stamp());
    }

    void truncate(ModelFile file, int size) {
        file.truncate(size, clock.stamp());
    }

    /// The machine goes down and comes up again.
    void cutPower(SplittableRandom random) {
        files.remove(INDEX);
        files.values().forEach(file -> file.cutPower(random, clock.stamp()));
        boots++;
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        meanwhile.before("status " + suffix(path));
        return find(suffix(path))
                .map(file -> new FileStatus(
                        FileStatus.Kind.FILE,
                        1,
                        file.inode(),
                        1,
                        file.size(),
                        file.modifiedNanos(),
                        file.modifiedNanos(),
                        file.bornNanos()));
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        String suffix = suffix(path);
        meanwhile.before("open " + suffix);
        Optional<ModelFile> found = find(suffix);
        if (found.isEmpty()) {
            throw new NoSuchFileException(path.toString());
        }
        ModelFile file = found.get();
        return new SourceFile() {
            @Override
            public long size() throws IOException {
                meanwhile.before("size " + suffix);
                return file.size();
            }

            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                meanwhile.before("read " + suffix);
                return file.read(into, offset);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public List<DirectoryEntry> list(Path directory) {
        throw new UnsupportedOperationException("nothing is discovered here");
    }

    @Override
    public Path realPath(Path path) throws IOException {
        if (path.equals(database) && find("").isEmpty()) {
            throw new NoSuchFileException(path.toString());
        }
        return path;
    }

    @Override
    public DatabaseLocks locks(Path asked) throws IOException {
        meanwhile.before("locks");
        if (find("").isEmpty()) {
            throw new NoSuchFileException(asked.toString());
        }
        return locks.get();
    }

    @Override
    public Optional<HeldLock> lockShared(Path asked) throws IOException {
        meanwhile.before("lock");
        if (find("").isEmpty()) {
            throw new NoSuchFileException(asked.toString());
        }
        return readers.lock();
    }

    @Override
    public boolean isIndexMapped(Path asked) throws IOException {
        meanwhile.before("mapped");
        if (find(INDEX).isEmpty()) {
            throw new NoSuchFileException(asked + INDEX);
        }
        return mapped.getAsBoolean();
    }

    @Override
    public boolean hasFineStamps(FileStatus file) {
        return clock.isFine();
    }

    @Override
    public Optional<String> remoteFileSystem(Path path) {
        return Optional.empty();
    }

    @Override
    public String bootId() {
        return "boot " + boots;
    }

    private String suffix(Path path) {
        String text = path.toString();
        return text.substring(database.toString().length());
    }
}
